// The names in a certificate, by a small bounded DER reader of our own.
//
// No signature, date or chain is looked at: the question is only which names the server claims.
// Pure; no heap; views borrow from the DER. Sources: X.690 (DER), RFC 5280 sections 4.1
// and 4.2.1.6, RFC 4514.
#pragma once

#include <optional>

#include "capture/dissect/probe.h"
#include "core/bytes.h"
#include "core/domain_name.h"
#include "core/inline_text.h"

namespace cutoffd::dissect {

struct Certificate {
  Bytes issuer;     // content of the Name: a sequence of relative distinguished names
  Bytes subject;    // the same
  Bytes alt_names;  // content of GeneralNames; empty if there is no subjectAltName
};

// certain: read; fault: not a certificate, or cut.
Answer parse_certificate(Bytes der, Certificate& out);

// The dNSNames of subjectAltName, in order: takes the next from `rest` (at first:
// Certificate::alt_names). Wildcards stay as they are: '*' is printable. Nothing at the end, or
// where the DER is broken. Other kinds of name, and names longer than a NameText, are passed over.
std::optional<ObservedName> next_dns_name(Bytes& rest, NameText& storage);

// The last common name of the subject, which is the most specific; for certificates without
// dNSNames.
std::optional<ObservedName> common_name(const Certificate& certificate, NameText& storage);

// A distinguished name as RFC 4514 text: "CN=www.example.com,O=Example,C=US", most specific first;
// UTF-8, special and control characters escaped. Empty if it is broken or longer than the text
// holds.
using DistinguishedText = InlineText<1024>;
DistinguishedText distinguished_text(Bytes name);

}  // namespace cutoffd::dissect
