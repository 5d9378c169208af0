#!/usr/bin/perl
# A tiny PostgreSQL client for measurements: no package needed, and time limits of milliseconds.
#   pg.pl HOST PORT query SQL    prints the first column of every row
#   pg.pl HOST PORT watch TABLE  inserts 1, 2, 3 ... into TABLE(n), each when the one before was acknowledged,
#                                until SIGTERM; then prints "acknowledged=N failed=N longest_gap_ms=N usual_ms=N"
use strict;
use warnings;
use IO::Socket::INET;
use IO::Select;
use Time::HiRes qw(time sleep);

my ($host, $port, $mode, $text) = @ARGV;
die "usage: pg.pl HOST PORT query SQL | watch TABLE\n" unless defined $text;
$SIG{PIPE} = 'IGNORE';

# receive(SOCKET, DEADLINE): messages until ReadyForQuery; a list of [type, body], or nothing at all on failure
sub receive {
    my ($s, $deadline) = @_;
    my ($buffer, @messages) = ('');
    while (1) {
        while (length $buffer >= 5) {
            my ($type, $length) = unpack('aN', $buffer);
            last if length $buffer < $length + 1;
            push @messages, [$type, substr($buffer, 5, $length - 4)];
            $buffer = substr($buffer, $length + 1);
            return @messages if $type eq 'Z';
            return if $type eq 'E' && $mode eq 'watch';
            die "pg.pl: " . join(' ', grep { s/^M// } split /\0/, $messages[-1][1]) . "\n" if $type eq 'E';
        }
        my $left = $deadline - time;
        return if $left <= 0 || !IO::Select->new($s)->can_read($left);
        sysread($s, $buffer, 65536, length $buffer) or return;
    }
}

sub connection {
    my ($limit) = @_;
    my $deadline = time + $limit;
    my $s = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Proto => 'tcp', Timeout => $limit) or return;
    my $start = pack('N', 196608) . "user\0postgres\0database\0postgres\0\0";
    syswrite($s, pack('N', 4 + length $start) . $start) or return;
    receive($s, $deadline) or return;
    return $s;
}

sub query {
    my ($s, $sql, $limit) = @_;
    syswrite($s, 'Q' . pack('N', 5 + length $sql) . "$sql\0") or return;
    return receive($s, time + $limit);
}

if ($mode eq 'query') {
    my $s = connection(30) or die "pg.pl: cannot connect to $host:$port: $!\n";
    my @messages = query($s, $text, 60) or die "pg.pl: no answer from $host:$port\n";
    for (grep { $_->[0] eq 'D' } @messages) {
        my ($columns, $length) = unpack('nN', $_->[1]);
        print substr($_->[1], 6, $length), "\n" if $columns;
    }
    exit 0;
}

my ($n, $failed, $gap, $last, $s, $stop, @usual) = (1, 0, 0);
$SIG{TERM} = $SIG{INT} = sub { $stop = 1 };
$| = 1;
until ($stop) {
    $s ||= connection(0.2);
    # A number whose acknowledgement was lost is sent again: it may be there already.
    if ($s && query($s, "insert into $text values ($n) on conflict do nothing", 0.3)) {
        my $now = time;
        if (defined $last) {
            $gap = $now - $last if $now - $last > $gap;
            push @usual, $now - $last;
        }
        $last = $now;
        $n++;
    } else {
        $failed++;
        undef $s;
    }
    sleep 0.005;
}
die "pg.pl: not one insert into $text at $host:$port succeeded\n" if $n == 1;
@usual = sort { $a <=> $b } @usual;
printf "acknowledged=%d failed=%d longest_gap_ms=%d usual_ms=%d\n", $n - 1, $failed, 1000 * $gap, 1000 * ($usual[@usual / 2] // 0);
