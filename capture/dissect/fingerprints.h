// Fingerprints of a ClientHello: JA3 and JA4, computed only when asked for.
//
// Pure; no heap. GREASE is left out of both.
// Sources: JA3, github.com/salesforce/ja3; JA4 (the TLS client part only, BSD-licensed), FoxIO's
//   technical_details/JA4.md.
#pragma once

#include "capture/dissect/client_hello.h"
#include "core/inline_text.h"

namespace cutoffd::dissect {

using Ja3Text = InlineText<32>;
using Ja4Text = InlineText<36>;

// MD5 in hex of "version,ciphers,extensions,groups,point formats". Empty for an SSL 2.0 form, of
// which JA3 says nothing.
Ja3Text ja3(const ClientHello& hello);

// The letter in front of a JA4: what carried the hello.
enum class HelloCarrier : char { tcp = 't', quic = 'q', dtls = 'd' };

// "t13d1516h2_8daaf6152771_e5627efa2ab1". Empty for an SSL 2.0 form, and for a hello with more than
// 1,024 cipher suites or extensions, which no program sends.
Ja4Text ja4(const ClientHello& hello, HelloCarrier carrier);

}  // namespace cutoffd::dissect
