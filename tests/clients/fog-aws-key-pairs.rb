# Runs the steps with fog-aws, by its models where it has some.
#
#   fog-aws-key-pairs.rb ENDPOINT
require "json"
require "fog/aws"

def ec2(region = "us-east-1")
  Fog::AWS::Compute.new(
    aws_access_key_id: ENV.fetch("AWS_ACCESS_KEY_ID"),
    aws_secret_access_key: ENV.fetch("AWS_SECRET_ACCESS_KEY"),
    endpoint: ARGV.fetch(0),
    region: region,
  )
end

class Client
  def initialize
    @ec2 = ec2
  end

  def create(name, file = nil)
    pair = @ec2.key_pairs.create(name: name)
    pair.write(file) if file
    pair.fingerprint
  end

  def import(name, file)
    @ec2.key_pairs.create(name: name, public_key: File.binread(file)).fingerprint
  end

  def list(region = "us-east-1")
    ec2(region).key_pairs.all.map(&:name).join(", ")
  end

  def find(*names)
    found = names.one? ? [@ec2.key_pairs.get(*names)].compact : @ec2.key_pairs.all("key-name" => names)
    found.map { |pair| "#{pair.name} #{pair.fingerprint}" }.join(", ")
  end

  def filter(name, *values)
    @ec2.key_pairs.all(name => values).map(&:name).join(", ")
  end

  def delete(name)
    @ec2.key_pairs.new(name: name).destroy ? "deleted" : "not deleted"
  end

  def launch(image, name)
    @instance = @ec2.servers.create(image_id: image, key_name: name)
    @instance.wait_for(60, 1) { ready? }
    "#{@instance.id} #{@instance.key_name}"
  end

  def instances
    @ec2.servers.all.map { |one| "#{one.id} #{one.key_name} #{one.state}" }.join(", ")
  end

  def password_data
    @ec2.get_password_data(@instance.id).body["passwordData"]
  end

  def terminate
    @instance.destroy
    @instance.reload.state
  end
end

# The message of an error begins with the code, without what is before the dot. That of NotFound has no code.
def result(client, step, *given)
  return "not offered" unless client.class.public_method_defined?(step, false)

  client.public_send(step, *given)
rescue StandardError => error
  code, message = error.message.lines.first.to_s.chomp.split(" => ", 2)
  message ? "refused: #{code}" : "failed: #{error.class}: #{code}"
end

$stdout.sync = true
puts Fog::AWS::VERSION
client = nil
$stdin.each_line { |line| puts result(client ||= Client.new, *JSON.parse(line)) }
