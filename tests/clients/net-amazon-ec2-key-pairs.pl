# Runs the steps with Net::Amazon::EC2. It signs with version 2: its version 4 signs the host without the port.
#
#   net-amazon-ec2-key-pairs.pl ENDPOINT
use strict;
use warnings;
use utf8;

use JSON::PP;
use Net::Amazon::EC2;

my $endpoint = $ARGV[0];
my $instance;

sub ec2 {
    my ($region) = @_;
    return Net::Amazon::EC2->new(
        AWSAccessKeyId    => $ENV{AWS_ACCESS_KEY_ID},
        SecretAccessKey   => $ENV{AWS_SECRET_ACCESS_KEY},
        # Otherwise it asks the metadata service of an instance for temporary ones.
        temp_creds        => undef,
        SecurityToken     => '',
        base_url          => $endpoint,
        region            => $region // 'us-east-1',
        signature_version => 2,
    );
}

my $ec2 = ec2();

my %steps = (
    create => sub {
        my ($name, $file) = @_;
        my $pair = $ec2->create_key_pair(KeyName => $name);
        if ($file) {
            open my $out, '>', $file or die "$file: $!";
            print {$out} $pair->key_material;
            close $out or die "$file: $!";
        }
        return $pair->key_fingerprint;
    },
    list => sub { join ', ', map { $_->key_name } @{ ec2($_[0])->describe_key_pairs } },
    find => sub {
        my @names = @_;
        my $found = $ec2->describe_key_pairs(KeyName => @names == 1 ? $names[0] : \@names);
        return join ', ', map { $_->key_name . ' ' . $_->key_fingerprint } @$found;
    },
    delete => sub { $ec2->delete_key_pair(KeyName => $_[0]) ? 'deleted' : 'not deleted' },
    launch => sub {
        my ($image, $name) = @_;
        my $launched = $ec2->run_instances(ImageId => $image, MinCount => 1, MaxCount => 1, KeyName => $name);
        $instance = $launched->instances_set->[0]->instance_id;
        return $instance . ' ' . $launched->instances_set->[0]->key_name;
    },
    instances => sub {
        my @found = map { @{ $_->instances_set } } @{ $ec2->describe_instances };
        return join ', ', map { join ' ', $_->instance_id, $_->key_name, $_->instance_state->name } @found;
    },
    password_data => sub { $ec2->get_password_data(instanceId => $instance)->password_data },
    terminate     => sub { $ec2->terminate_instances(InstanceId => $instance)->[0]->current_state->name },
);

sub result {
    my ($step, @given) = @_;
    return 'not offered' unless $steps{$step};
    my $result = eval { $steps{$step}->(@given) };
    return $result // '' unless $@;
    return 'refused: ' . $@->errors->[0]->code if ref $@ && $@->isa('Net::Amazon::EC2::Errors');
    return 'failed: ' . (split /\n/, "$@")[0];
}

$| = 1;
print Net::Amazon::EC2->VERSION, "\n";
while (my $line = <STDIN>) {
    my $text = result(@{ decode_json($line) });
    utf8::encode($text);
    print "$text\n";
}
