# driver.rb MODE FOLDER: see ../runtimes.mjs.
require "erb"

mode, folder = ARGV
LINES = $stdin.read.split("\n", -1)[0...-1]

def decode(text) = text.unpack1("m0").force_encoding("UTF-8")
def encode(text) = [text].pack("m0")
def session_of(line) = line == "-" ? {} : { user_id: line.start_with?("#") ? Integer(line[1..]) : decode(line) }
def written(identity) = identity.nil? ? "-" : "#{encode(identity[:user_id])}\t#{identity[:identifier_hash]}"

answers =
  case mode
  when "hash"
    require "#{folder}/identifier_hash"
    LINES.map { |line| identifier_hash(*line.split("\t", -1).map { |text| decode(text) }) }
  when "token"
    require "#{folder}/identity_token"
    LINES.map { |line| identity_token(*line.split("\t", -1).map { |text| decode(text) }) }
  when "framework"
    require "#{folder}/identifier_hash"
    require "#{folder}/chatku_helper"
    view = Class.new do
      include ChatkuHelper
      attr_accessor :session
    end.new
    LINES.map do |line|
      view.session = session_of(line)
      written(view.chatku_identity)
    end
  else
    require "#{folder}/identity"
    LINES.map do |line|
      identity = chatku_identity(session_of(line))
      next written(identity) if mode == "identity"

      encode(ERB.new(File.read("#{folder}/page.erb", encoding: "UTF-8")).result_with_hash(identity: identity))
    end
  end
puts answers
