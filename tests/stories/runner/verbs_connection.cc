// Connections: TCP with TLS, HTTP or a proxy's CONNECT on it, and QUIC.
#include <algorithm>

#include "tests/stories/runner/segments.h"
#include "tests/support/certificate_builder.h"
#include "tests/support/frame_builder.h"
#include "tests/support/hello_builder.h"
#include "tests/support/quic_builder.h"

namespace cutoffd::story {
namespace {

using wire::operator+;
using Kind = Connection::Kind;

Octets text_octets(const std::string& text) { return {text.begin(), text.end()}; }

struct Opening {
  std::string name;
  std::string second;  // in a server_name extension of its own
  std::string path = "/";
  bool ech = false, hybrid = false, unanswered = false;
  std::uint64_t size = 0;
};

wire::QuicSpec quic_of(const Connection& connection, bool from_server) {
  wire::QuicSpec spec;
  const auto port = number(connection.from.port);
  spec.destination_id[0] = static_cast<std::uint8_t>(port >> 8);
  spec.destination_id[1] = static_cast<std::uint8_t>(port);
  spec.source_id = {1, 2, 3, 4};
  if (from_server) {
    spec.key_id = spec.destination_id;
    std::swap(spec.destination_id, spec.source_id);
    spec.from_server = true;
  }
  return spec;
}

// Two extensions, each with a name.
Octets named(const std::string& first, const std::string& second) {
  return wire::server_name_extension(as_bytes(first)) +
         wire::server_name_extension(as_bytes(second));
}

// What a client says first.
void greet(Stage& stage, Connection& connection, const Opening& opening) {
  wire::HelloSpec hello;
  hello.name = opening.name;
  hello.ech = opening.ech;
  hello.hybrid = opening.hybrid;
  hello.size = opening.size;
  hello.quic = connection.kind == Kind::quic;
  hello.seed = number(connection.from.port);
  const auto head = [&] {
    return wire::handshake(1, opening.second.empty()
                                  ? wire::client_hello(hello)
                                  : wire::client_hello_with(named(opening.name, opening.second)));
  };
  connection.hello = connection.up;
  switch (connection.kind) {
    case Kind::tcp:
      break;
    case Kind::tls:
      stream(stage, connection, true, wire::tls_records(head()));
      break;
    case Kind::quic: {
      const Octets whole = head();
      for (const Octets& one : wire::quic_datagrams(quic_of(connection, false), whole,
                                                    wire::in_order(whole.size(), 1))) {
        datagram(stage, connection, true, one);
      }
      break;
    }
    case Kind::http: {
      std::string request = "GET " + opening.path + " HTTP/1.1\r\n";
      if (!opening.name.empty()) request += "Host: " + opening.name + "\r\n";
      stream(stage, connection, true, text_octets(request + "User-Agent: agent\r\n\r\n"));
      break;
    }
    case Kind::proxy:
      stream(stage, connection, true,
             text_octets("CONNECT " + opening.name + ":443 HTTP/1.1\r\nHost: " + opening.name +
                         ":443\r\n\r\n"));
      break;
  }
}

Kind kind_of(const std::string& word) {
  if (word == "tcp") return Kind::tcp;
  if (word == "tls") return Kind::tls;
  if (word == "quic") return Kind::quic;
  if (word == "http") return Kind::http;
  if (word == "proxy") return Kind::proxy;
  throw StoryError("a connection is tcp, tls, quic, http or proxy");
}

std::uint16_t usual_port(Kind kind) {
  return kind == Kind::http ? 80 : kind == Kind::proxy ? 3128 : 443;
}

void open(Stage& stage, Connection connection, const Opening& opening) {
  Network& net = stage.network;
  connection.server = &net.at(connection.to.ip);
  connection.from.ip = Network::address_of(*connection.client, connection.to.ip.is_v6());
  if (number(connection.from.port) == 0) connection.from.port = Port{net.ephemeral_port()};
  Connection& made = net.connections.emplace_back(std::move(connection));
  if (net.connections.size() > 64) net.connections.pop_front();
  if (made.kind != Kind::quic) {
    segment(stage, made, true, {.syn = true}, {});
    if (opening.unanswered) return;
    segment(stage, made, false, {.syn = true, .ack = true}, {});
    segment(stage, made, true, {.ack = true}, {});
  }
  greet(stage, made, opening);
}

void opens(Stage& stage, Host& who, Words& words) {
  Connection connection;
  Opening opening;
  connection.client = &who;
  connection.kind = kind_of(words.take("tcp, tls, quic, http or proxy"));
  words.need("to");
  connection.to = words.endpoint(usual_port(connection.kind));
  while (!words.done()) {
    if (words.accept("name")) {
      opening.name = words.take("a server's name");
    } else if (words.accept("second")) {
      opening.second = words.take("another name");
    } else if (words.accept("path")) {
      opening.path = words.take("a path");
    } else if (words.accept("from")) {
      connection.from.port = Port{static_cast<std::uint16_t>(words.number())};
    } else if (words.accept("size")) {
      opening.size = words.number();
    } else if (words.accept("as")) {
      connection.label = words.take("a label");
    } else if (words.accept("ech")) {
      opening.ech = true;
    } else if (words.accept("hybrid")) {
      opening.hybrid = true;
    } else {
      words.need("unanswered");
      opening.unanswered = true;
    }
  }
  open(stage, std::move(connection), opening);
}

Octets server_greeting(const Connection& connection) {
  if (connection.kind == Kind::tls) {
    return wire::tls_records(wire::handshake(2, wire::server_hello(0x1301, true))) +
           wire::change_cipher_spec();
  }
  if (connection.kind == Kind::http) return text_octets("HTTP/1.1 200 OK\r\nServer: s\r\n\r\n");
  if (connection.kind == Kind::proxy) return text_octets("HTTP/1.1 200 established\r\n\r\n");
  return {};
}

Octets application_data(Kind kind, std::uint64_t size) {
  Octets out;
  const Octets noise(kSegment - 5, 0x5a);
  if (kind == Kind::quic) return Octets(size, 0x4a);  // short headers
  while (kind == Kind::tls && out.size() < size) {
    out = out + wire::tls_record(23, noise, 0x0303);
  }
  out.resize(size, 0x5a);
  return out;
}

void greet_back(Stage& stage, Connection& connection) {
  connection.answered = true;
  if (connection.kind != Kind::quic) {
    stream(stage, connection, false, server_greeting(connection));
    return;
  }
  const Octets body = wire::handshake(2, wire::server_hello(0x1301, true));
  datagram(stage, connection, false,
           wire::quic_initial_of_size(quic_of(connection, true), 0,
                                      wire::ack(0) + wire::crypto(body, 0, body.size())));
}

// "hello" alone, or so much payload; a server that says something says its hello first.
void sends(Stage& stage, Host& who, Words& words) {
  const bool hello = words.accept("hello");
  const std::uint64_t size = hello ? 0 : words.size();
  Connection& connection = stage.network.connection(label_of(words));
  const bool up = is_client(connection, who);
  if (!up && !connection.answered) greet_back(stage, connection);
  if (size > 0) stream(stage, connection, up, application_data(connection.kind, size));
}

// On a connection that is open: a hello where nothing was said yet, or one more request.
void names(Stage& stage, Host& who, Words& words) {
  Opening opening;
  opening.name = words.take("a server's name");
  Connection& connection = stage.network.connection(label_of(words));
  if (!is_client(connection, who)) throw StoryError(who.name + " did not open it");
  if (connection.kind == Kind::tcp) connection.kind = Kind::tls;
  greet(stage, connection, opening);
}

// An answer in clear: its status, perhaps a Location and a body.
void replies(Stage& stage, Host& who, Words& words) {
  std::string head = "HTTP/1.1 " + words.take("a status") + " -\r\n";
  if (words.accept("to")) head += "Location: " + words.take("a URL") + "\r\n";
  Octets answer = text_octets(head + "\r\n");
  if (!words.done() && words.peek() != "on") answer.resize(answer.size() + words.size(), 0x5a);
  Connection& connection = stage.network.connection(label_of(words));
  if (is_client(connection, who)) throw StoryError(who.name + " is no server");
  connection.answered = true;
  stream(stage, connection, false, answer);
}

// In clear, as TLS 1.2 does it.
void shows(Stage& stage, Host&, Words& words) {
  words.need("certificate");
  wire::CertificateSpec spec;
  const std::string name = words.take("a name");
  spec.dns_names = {name};
  spec.subject.back().value = name;
  if (words.accept("issuer")) spec.issuer.back().value = words.take("an issuer's common name");
  Connection& connection = stage.network.connection(label_of(words));
  connection.answered = true;
  const Octets messages = wire::handshake(2, wire::server_hello(0xc02f, false)) +
                          wire::handshake(11, wire::certificate_message({wire::certificate(spec)}));
  stream(stage, connection, false, wire::tls_records(messages));
}

// The client's last packet once more, as where nobody answers.
void repeats(Stage& stage, Host& who, Words& words) {
  Connection& connection = stage.network.connection(label_of(words));
  if (!is_client(connection, who)) throw StoryError(who.name + " did not open it");
  stage.network.send(who, *connection.server, connection.last_of_client);
}

void resets(Stage& stage, Host& who, Words& words) {
  Connection& connection = stage.network.connection(label_of(words));
  segment(stage, connection, is_client(connection, who), {.rst = true, .ack = true}, {});
}

void closes(Stage& stage, Host& who, Words& words) {
  Connection& connection = stage.network.connection(label_of(words));
  const bool up = is_client(connection, who);
  segment(stage, connection, up, {.fin = true, .ack = true}, {});
  segment(stage, connection, !up, {.fin = true, .ack = true}, {});
  segment(stage, connection, up, {.ack = true}, {});
}

// ICMP "unreachable" about the client's last packet (RFC 792, RFC 4443).
void rejects(Stage& stage, Host& who, Words& words) {
  Connection& connection = stage.network.connection(label_of(words));
  const Octets& quoted = connection.last_of_client;
  const bool six = connection.from.ip.is_v6();
  const IpAddress own = Network::address_of(who, six);
  Octets body(4);
  body.insert(
      body.end(), quoted.begin(),
      quoted.begin() + static_cast<std::ptrdiff_t>(std::min(quoted.size(), six ? 48UL : 28UL)));
  const Octets message = wire::icmp(own, connection.from.ip, six ? 1 : 3, six ? 1 : 13, body);
  stage.network.send(who, *connection.client,
                     stage.network.packet(who, own, connection.from.ip, six ? 58 : 1, message));
}

constexpr HostVerb kConnectionVerbs[] = {
    {"opens",
     "opens tcp|tls|quic|http|proxy to IP[:PORT] [name NAME] [path PATH] [from PORT] [size N] "
     "[ech] [hybrid] [second NAME] [as LABEL] [unanswered]  (a second server_name extension)",
     opens},
    {"sends", "sends hello|SIZE [on LABEL]  (\"server\": the other end of the latest connection)",
     sends},
    {"names", "names NAME [on LABEL]  (a hello, or one more HTTP request, on what is open)", names},
    {"replies", "replies STATUS [to URL] [SIZE] [on LABEL]  (HTTP in clear; SIZE of the body)",
     replies},
    {"shows", "shows certificate NAME [issuer CN] [on LABEL]", shows},
    {"repeats", "repeats [on LABEL]  (the client's last packet once more)", repeats},
    {"resets", "resets [on LABEL]", resets},
    {"closes", "closes [on LABEL]", closes},
    {"rejects", "rejects [on LABEL]  (ICMP unreachable for the client's last packet)", rejects},
};

}  // namespace

std::span<const HostVerb> connection_verbs() { return kConnectionVerbs; }

}  // namespace cutoffd::story
