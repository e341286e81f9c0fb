// Questions and answers, by UDP.
#include <algorithm>
#include <optional>

#include "tests/stories/runner/stage.h"
#include "tests/unit/capture/dissect/dns_writer.h"

namespace cutoffd::story {
namespace {

using dissect::DnsWriter;
using dissect::wire_name;
using wire::OctetWriter;

// RFC 1035, 3596, 9460.
std::uint16_t type_of(const std::string& word) {
  if (word == "A") return 1;
  if (word == "AAAA") return 28;
  if (word == "HTTPS") return 65;
  if (word == "TXT") return 16;
  throw StoryError("a question is of type A, AAAA, HTTPS or TXT");
}

void asks(Stage& stage, Host& who, Words& words) {
  Network& net = stage.network;
  Question question;
  question.client = &who;
  question.name = words.take("a name");
  words.need("of");
  question.server = &net.named(words.take("a resolver"));
  std::optional<Mac> client_mac;
  while (!words.done()) {
    if (words.accept("type")) {
      question.type = type_of(words.take("a type"));
    } else if (words.accept("client-mac")) {
      client_mac = words.mac();
    } else {
      break;
    }
  }
  const bool six = question.server->ips.front().is_v6();
  question.from = {Network::address_of(who, six), Port{net.ephemeral_port()}};
  question.to = {question.server->ips.front(), Port{53}};
  question.id = net.next_id();
  DnsWriter message(dissect::kQuery, question.id);
  message.question(question.name, DnsType{question.type});
  if (client_mac) {  // the option that dnsmasq's --add-mac adds (65001)
    message.opt(OctetWriter().u16(65001).u16(6).bytes(client_mac->octets).take());
  }
  net.udp(who, *question.server, question.from, question.to, message.message());
  net.questions.push_back(question);
}

struct Answering {
  std::uint16_t rcode = 0;
  std::optional<std::uint16_t> extended_error;
  std::uint32_t ttl = 300;
  std::vector<IpAddress> addresses;
  std::vector<std::string> aliases;
  bool sinkhole = false;
};

bool take_rcode(Words& words, Answering& answer) {
  struct Word {
    std::string_view word;
    std::uint16_t rcode;
  };
  for (const Word& one : {Word{"nodata", 0}, Word{"servfail", 2}, Word{"nxdomain", 3},
                          Word{"notimp", 4}, Word{"refused", 5}}) {
    if (!words.accept(one.word)) continue;
    answer.rcode = one.rcode;
    return true;
  }
  return false;
}

// The latest question to this server that fits.
Question take_question(Network& net, const Host& server, const Host* to, const std::string& name) {
  for (auto at = net.questions.rbegin(); at != net.questions.rend(); ++at) {
    if (at->server != &server || (to != nullptr && at->client != to)) continue;
    if (!name.empty() && at->name != name) continue;
    const Question found = *at;
    net.questions.erase(std::next(at).base());
    return found;
  }
  throw StoryError("nobody waits for an answer of " + server.name);
}

Octets message_of(const Question& question, const Answering& answer) {
  DnsWriter message(static_cast<std::uint16_t>(dissect::kResponse | answer.rcode), question.id);
  message.question(question.name, DnsType{question.type});
  std::string owner = question.name;
  for (const std::string& alias : answer.aliases) {
    message.answer(wire_name(owner), DnsType::cname, answer.ttl, wire_name(alias));
    owner = alias;
  }
  for (const IpAddress& ip : answer.addresses) {
    const DnsType type = ip.is_v4() ? DnsType::a : DnsType::aaaa;
    message.answer(wire_name(owner), type, answer.ttl, {ip.octets().begin(), ip.octets().end()});
  }
  if (answer.extended_error) {  // RFC 8914 section 2
    message.opt(OctetWriter().u16(15).u16(2).u16(*answer.extended_error).take());
  }
  return message.message();
}

void dns_answers(Stage& stage, Host& who, Words& words) {
  Answering answer;
  const Host* to = nullptr;
  std::string name;
  while (!words.done()) {
    if (take_rcode(words, answer)) continue;
    if (words.accept("ttl")) {
      answer.ttl = static_cast<std::uint32_t>(words.number());
    } else if (words.accept("ede")) {
      answer.extended_error = static_cast<std::uint16_t>(words.number());
    } else if (words.accept("alias")) {
      answer.aliases.push_back(words.take("a name"));
    } else if (words.accept("to")) {
      to = &stage.network.named(words.take("a host"));
    } else if (words.accept("for")) {
      name = words.take("a name");
    } else if (words.accept("sinkhole")) {
      answer.sinkhole = true;
    } else {
      answer.addresses.push_back(words.ip());
    }
  }
  const Question question = take_question(stage.network, who, to, name);
  if (answer.sinkhole) {
    answer.addresses.push_back(*IpAddress::parse(question.type == 28 ? "::" : "0.0.0.0"));
  }
  stage.network.udp(who, *question.client, question.to, question.from,
                    message_of(question, answer));
}

// A name that a device claims for itself on the link (RFC 6762).
void announces(Stage& stage, Host& who, Words& words) {
  const std::string name = words.take("a name, like desk-17.local");
  const IpAddress own = Network::address_of(who, false);
  DnsWriter message(0x8400, 0);
  message.answer(wire_name(name), DnsType::a, 120, {own.octets().begin(), own.octets().end()});
  const Endpoint group{*IpAddress::parse("224.0.0.251"), Port{5353}};
  const Host all{"mdns", {group.ip}, Mac{{0x01, 0, 0x5e, 0, 0, 0xfb}}, who.vlans, 255};
  stage.network.udp(who, all, {own, Port{5353}}, group, message.message());
}

constexpr HostVerb kDnsVerbs[] = {
    {"asks", "asks NAME of RESOLVER [type A|AAAA|HTTPS|TXT] [client-mac MAC]", asks},
    {"answers",
     "answers IP… | nxdomain | refused | servfail | nodata | sinkhole  [ttl N] [alias NAME] [ede "
     "N] "
     "[to HOST] [for NAME]",
     dns_answers},
    {"announces", "announces NAME.local  (mDNS)", announces},
};

}  // namespace

std::span<const HostVerb> dns_verbs() { return kDnsVerbs; }

}  // namespace cutoffd::story
