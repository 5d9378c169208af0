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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * JAR [ENTRY]...: leaves these entries out of a jar, and writes classes of a format before Java 6 anew in that of Java
 * 8: a start-up cache does not take them, so that they would be parsed, and verified by inference, at every start.
 */
void main(String[] arguments) throws IOException {
  Path jar = Path.of(arguments[0]);
  Path lighter = Path.of(jar + ".new");
  List<String> leftOut = Arrays.asList(arguments).subList(1, arguments.length);
  try (ZipFile in = new ZipFile(jar.toFile());
      URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()});
      ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(lighter))) {
    ClassFile format =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
    for (String entry : leftOut) {
      if (in.getEntry(entry) == null) {
        throw new IOException(jar + " has no " + entry);
      }
    }
    for (ZipEntry entry : Collections.list(in.entries())) {
      if (leftOut.contains(entry.getName())) {
        continue;
      }
      byte[] content = in.getInputStream(entry).readAllBytes();
      write(out, entry.getName(), entry.getName().endsWith(".class") ? renewed(format, content) : content);
    }
    // The licences of what is changed ask for this notice.
    String notice =
        "Changed by the build of Flocker: classes of old formats are rewritten in a newer one, their code as it was; left out: "
            + leftOut
            + "\n";
    write(out, "META-INF/CHANGES-BY-FLOCKER", notice.getBytes(StandardCharsets.UTF_8));
  }
  Files.move(lighter, jar, StandardCopyOption.ATOMIC_MOVE);
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
