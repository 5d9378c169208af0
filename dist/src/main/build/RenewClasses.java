import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes the classes of a jar anew, in the class-file format of Java 8. A start-up cache takes no classes of a format
 * before Java 6; they are then parsed, and verified by inference, at every start. What the classes do stays the same.
 */
void main(String[] arguments) throws IOException {
  Path jar = Path.of(arguments[0]);
  Path renewed = Path.of(jar + ".new");
  try (ZipFile in = new ZipFile(jar.toFile());
      URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()});
      ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(renewed))) {
    ClassFile format =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
    for (ZipEntry entry : Collections.list(in.entries())) {
      byte[] content = in.getInputStream(entry).readAllBytes();
      write(out, entry.getName(), entry.getName().endsWith(".class") ? renewed(format, content) : content);
    }
    // The licences of what is renewed ask for this notice.
    String notice = "The class files were rewritten in a newer format by the build of Flocker; their code is unchanged.\n";
    write(out, "META-INF/CHANGES-BY-FLOCKER", notice.getBytes(StandardCharsets.UTF_8));
  }
  Files.move(renewed, jar, StandardCopyOption.ATOMIC_MOVE);
}

byte[] renewed(ClassFile format, byte[] content) {
  ClassModel old = format.parse(content);
  return old.majorVersion() >= ClassFile.JAVA_6_VERSION
      ? content
      : format.transformClass(
          old,
          ClassTransform.endHandler(builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0))
              .andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
}

void write(ZipOutputStream out, String name, byte[] content) throws IOException {
  out.putNextEntry(new ZipEntry(name));
  out.write(content);
  out.closeEntry();
}
