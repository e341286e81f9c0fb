// TLS for the sinks that dial out: the context, the name to verify, the fingerprint instead of
// both.
//
// TLS 1.2 or newer, the peer always verified: by chain and name (RFC 6125, RFC 5425 section 5.2),
// or by a configured fingerprint alone. Files are read anew for each connection, so a renewed
// certificate needs no restart. Errors: a text that names the file or what was not trusted.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include "alerts/options.h"

namespace cutoffd::alerts {

// Loads what the options name. Text of the error, or nothing.
std::optional<std::string> prepare_tls(boost::asio::ssl::context& context,
                                       const TlsOptions& options);

// Before the handshake: the name to send and to verify; with fingerprints, neither chain nor name.
void expect_peer(SSL* tls, const TlsOptions& options);

// After a failed handshake: why, in OpenSSL's words where it was the certificate.
std::string handshake_problem(SSL* tls, std::string_view otherwise);

// After the handshake: true if no fingerprint is asked for, or one matches.
bool fingerprint_matches(SSL* tls, const TlsOptions& options);

}  // namespace cutoffd::alerts
