# Sends calls as Appwrite's SDK for Ruby does: lists as name[], CGI.escape, symbols and booleans by to_s.
require 'cgi'
require 'json'
require 'net/http'

given = JSON.parse($stdin.read)

query = lambda do |params|
  params.flat_map do |name, value|
    value.is_a?(Array) ? value.map { |item| "#{name}[]=#{CGI.escape(item.to_s)}" } : "#{name}=#{CGI.escape(value.to_s)}"
  end.join('&')
end

replies = given['calls'].map do |call|
  params = call['params'].compact
  read = call['method'] == 'GET'
  uri = URI.parse(given['endpoint'] + call['path'] + (read ? "?#{query.call(params)}" : ''))
  http = Net::HTTP.new(uri.host, uri.port)
  headers = given['headers'].merge('content-type' => 'application/json')
  response = http.send_request(call['method'], uri.request_uri, read ? '' : params.to_json, headers)
  { status: response.code.to_i, type: response['content-type'].to_s, text: response.body.to_s }
end
puts JSON.generate(replies)
