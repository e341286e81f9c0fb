// Any octets as a TLS stream: reading it whole, reading it as it grows, and reading on from a kept
// position must give the same messages; and everything that is read from a message must hold.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "capture/dissect/client_hello.h"
#include "capture/dissect/tls_stream.h"
#include "capture/dissect/x509.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::dissect;

void require(bool condition) {
  if (!condition) std::abort();
}

std::vector<std::uint8_t>& scratch() {
  static std::vector<std::uint8_t> octets(kMaxHandshake);
  return octets;
}

struct Message {
  HandshakeType type{};
  std::vector<std::uint8_t> body;
  friend bool operator==(const Message&, const Message&) = default;
};

void look_into(const HandshakeMessage& message) {
  ClientHello hello;
  ServerHello server;
  Bytes der;
  switch (message.type) {
    case HandshakeType::client_hello:
      parse_client_hello(message.body, hello, message.sslv2 ? HelloForm::sslv2 : HelloForm::tls);
      break;
    case HandshakeType::server_hello:
      parse_server_hello(message.body, server);
      break;
    case HandshakeType::certificate:
      if (first_certificate(message.body, der) == Answer::certain) {
        Certificate certificate;
        parse_certificate(der, certificate);
      }
      break;
    default:
      break;
  }
}

Answer read_all(Bytes stream, std::vector<Message>& messages, std::size_t& at_least) {
  TlsReader reader(stream, scratch());
  HandshakeMessage message;
  Answer answer = reader.next(message);
  for (; answer == Answer::certain; answer = reader.next(message)) {
    require(reader.position().offset <= stream.size());
    look_into(message);
    messages.push_back({message.type, {message.body.begin(), message.body.end()}});
  }
  at_least = reader.at_least();
  return answer;
}

// As a tracker does it: wait for as many octets as are needed, go on from the last message.
Answer read_growing(Bytes stream, std::vector<Message>& messages) {
  TlsPosition from;
  std::size_t have = std::min<std::size_t>(1, stream.size());
  for (;;) {
    TlsReader reader(stream.subspan(from.offset, have - from.offset), scratch(), from);
    HandshakeMessage message;
    Answer answer = reader.next(message);
    for (; answer == Answer::certain; answer = reader.next(message)) {
      messages.push_back({message.type, {message.body.begin(), message.body.end()}});
      from = reader.position();
    }
    if (answer != Answer::unsure || have == stream.size()) return answer;
    require(reader.at_least() > have);
    have = std::min(stream.size(), reader.at_least());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes stream(data, size);
  std::vector<Message> whole;
  std::size_t at_least = 0;
  const Answer answer = read_all(stream, whole, at_least);
  if (answer == Answer::unsure) require(at_least > size);

  std::vector<Message> growing;
  require(read_growing(stream, growing) == answer);
  require(growing == whole);

  // A prefix gives the first of the messages, never another one.
  std::vector<Message> fewer;
  read_all(stream.first(size / 2), fewer, at_least);
  require(fewer.size() <= whole.size());
  require(std::equal(fewer.begin(), fewer.end(), whole.begin()));

  HandshakeMessage message;
  std::size_t offset = 0;
  while (next_crypto_message(stream, offset, message, at_least) == Answer::certain) {
    require(offset <= size);
    look_into(message);
  }
  return 0;
}
