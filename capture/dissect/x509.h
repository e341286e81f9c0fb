// The names in a certificate, by a small bounded DER reader of our own.
//
// No signature, date or chain is looked at: the question is only which names a server claims. Pure;
// no heap; views borrow from the DER. Sources: X.690 (DER), RFC 5280 sections 4.1 and 4.2.1.6.
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

// The dNSNames of subjectAltName, in order: takes the next from `rest` (at first
// Certificate::alt_names). Wildcards stay as they are: '*' is printable. Nothing at the end, or
// from where the DER is broken. Other kinds of name are passed over, and so are empty names and
// those that a NameText does not hold.
std::optional<ObservedName> next_dns_name(Bytes& rest, NameText& storage);

// The last common name of a Name, which is the most specific one: for certificates without
// dNSNames. Nothing if there is none or it is not text.
std::optional<ObservedName> common_name(Bytes name, NameText& storage);

// A Name as RFC 4514 text: "CN=www.example.com,O=Example,C=US", most specific first; UTF-8. What is
// special there is escaped, and so are control characters. Attributes without a usual short name
// appear by their object identifier. Empty if the Name is broken, empty, or longer than the text
// holds.
using DistinguishedText = InlineText<1024>;
DistinguishedText distinguished_text(Bytes name);

}  // namespace cutoffd::dissect
