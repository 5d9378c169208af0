#!/usr/bin/perl
# reports.pl [--late] FILE...: adds up Surefire's XML reports. Prints "PASSED FAILED SKIPPED"; on stderr a line for every
# test that failed or was skipped, with its reason. With --late: succeeds if all that failed are waits that ran out, in
# two classes at most; prints these, with a comma between, and on stderr each test with its reason.
use strict;
use warnings;

sub text {
    my ($t) = @_;
    my %entity = (quot => '"', apos => "'", lt => '<', gt => '>', amp => '&');
    $t =~ s/&#(\d+);/chr $1/ge;
    $t =~ s/&(quot|apos|lt|gt|amp);/$entity{$1}/g;
    $t =~ s/\s+/ /g;
    $t =~ s/^ //;
    return substr($t, 0, 300);
}

# The reason is in the attribute "message", else in the first line of the element's text.
sub reason {
    my ($element, $body) = @_;
    return unless $body =~ /<$element\b([^>]*?)(?:\/>|>(.*?)<\/$element>)/s;
    my ($attributes, $content) = ($1, $2 // '');
    return text($1) if $attributes =~ /\bmessage="([^"]+)"/;
    my ($line) = $content =~ /^\s*(?:<!\[CDATA\[)?\s*([^\n]*)/;
    $line =~ s/^[\w.]+: (?:Assumption failed: )?//;
    return text($line) || 'no reason given';
}

my $late = @ARGV && $ARGV[0] eq '--late' && shift;
my ($tests, $bad, $skipped) = (0, 0, 0);
my ($waits, %classes) = 0;
for my $file (@ARGV) {
    open(my $in, '<', $file) or die "$file: $!\n";
    my $xml = do { local $/; <$in> };
    my ($suite) = $xml =~ /<testsuite\b([^>]*)>/s or die "$file: no testsuite in it\n";
    my %n = $suite =~ /\b(tests|errors|failures|skipped)="(\d+)"/g;
    $tests += $n{tests};
    $bad += $n{errors} + $n{failures};
    $skipped += $n{skipped};
    while ($xml =~ m{<testcase\b([^>]*[^>/])>(.*?)</testcase>}gs) {
        my ($attributes, $body) = ($1, $2);
        my ($name) = $attributes =~ /\bname="([^"]*)"/;
        my ($class) = $attributes =~ /\bclassname="([^"]*)"/;
        for my $element (qw(error failure skipped)) {
            my $why = reason($element, $body) // next;
            my $failed = $element ne 'skipped';
            if ($body =~ /<$element\b[^>]*\btype="org\.awaitility\.core\.ConditionTimeoutException"/) {
                $waits++;
                $classes{$class} = 1;
            }
            print STDERR text($class =~ s/.*\.//r . ".$name"), $failed ? ' FAILED: ' : ' skipped: ', $why, "\n"
                if $failed || !$late;
            last;
        }
    }
}
if ($late) {
    exit 1 if $bad == 0 || $waits != $bad || keys %classes > 2;
    print join(',', sort keys %classes), "\n";
} else {
    print $tests - $bad - $skipped, " $bad $skipped\n";
}
