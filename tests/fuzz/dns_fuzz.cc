// Any octets as a DNS message, as a stream of them and as a NetBIOS message: everything that comes
// out must be usable, lie in the scratch, and be the same when read again.
#include <cstdlib>
#include <memory>

#include "capture/dissect/dns.h"
#include "capture/dissect/dns_answer.h"
#include "capture/dissect/dns_stream.h"
#include "capture/dissect/nbns.h"
#include "core/domain_name.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::dissect;

void require(bool condition) {
  if (!condition) std::abort();
}

// A name that is called a domain is one, and is written as DomainName writes it.
void check(const ObservedName& name) {
  require(name.text.size() <= kMaxObservedName);
  if (name.form != NameForm::domain) return;
  const auto domain = DomainName::from_text(name.text);
  require(domain.has_value() && domain->view() == name.text);
}

void check_message(Bytes message) {
  static const auto scratch = std::make_unique<DnsScratch>();
  DnsMessage out;
  const Answer answer = parse_dns(message, *scratch, out);
  require(out.complete == (answer == Answer::certain));
  for (const auto& question : out.questions) {
    check(question.name);
    const AnswerChain chain = follow_chain(out, question.name);
    require(chain.left_out == 0 || chain.addresses.entries().size() == AnsweredAddresses::kMax);
  }
  for (const auto& record : out.records) {
    check(record.name);
    if (const auto* name = std::get_if<ObservedName>(&record.data)) check(*name);
  }
  for (const auto& hint : out.hints) require(hint.record < out.records.size());
  (void)blocked_how(out);
  if (looks_like_dns(message)) {
    require(answer == Answer::certain || answer == Answer::fault);
    require(!out.questions.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input(data, size);
  check_message(input);
  Bytes stream = input;
  Bytes message;
  while (next_dns_message(stream, message) == Answer::certain) check_message(message);
  (void)looks_like_dns_stream(input);
  NbnsMessage nbns;
  (void)parse_nbns(input, nbns);
  return 0;
}
