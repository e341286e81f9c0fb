#include "alerts/tls.h"

#include <array>
#include <cctype>

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/address.h"

namespace cutoffd::alerts {
namespace {

using boost::asio::ssl::context;
using boost::system::error_code;

std::string bare_hex(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ':') out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

std::string sha256_of(const X509* certificate) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  std::string out;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return out;
  for (unsigned i = 0; i < size; ++i) {
    out += kHex[digest.at(i) >> 4];
    out += kHex[digest.at(i) & 15];
  }
  return out;
}

// The chain is not asked where fingerprints are; the certificate itself is, after the handshake.
int accept_any_chain(int, X509_STORE_CTX*) { return 1; }

}  // namespace

std::optional<std::string> prepare_tls(context& tls, const TlsOptions& options) {
  // OpenSSL takes an empty name for "any name".
  if (options.server_name.empty() && options.fingerprints.empty()) return "no name to verify";
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  error_code error;
  if (options.ca_file.empty()) {
    tls.set_default_verify_paths(error);
    if (error) return "the system's certificates: " + error.message();
  } else {
    tls.load_verify_file(options.ca_file, error);
    if (error) return options.ca_file + ": " + error.message();
  }
  if (options.certificate_file.empty()) return std::nullopt;
  tls.use_certificate_chain_file(options.certificate_file, error);
  if (error) return options.certificate_file + ": " + error.message();
  tls.use_private_key_file(options.key_file, context::pem, error);
  if (error) return options.key_file + ": " + error.message();
  return std::nullopt;
}

void expect_peer(SSL* tls, const TlsOptions& options) {
  const std::string& name = options.server_name;
  const bool address = IpAddress::parse(name).has_value();
  // RFC 6066 section 3: no address literals.
  if (!address) SSL_set_tlsext_host_name(tls, name.c_str());
  if (!options.fingerprints.empty()) {
    SSL_set_verify(tls, SSL_VERIFY_PEER, accept_any_chain);
    return;
  }
  SSL_set_verify(tls, SSL_VERIFY_PEER, nullptr);
  if (address) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), name.c_str());
  } else {
    SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(tls, name.c_str());
  }
}

std::string handshake_problem(SSL* tls, std::string_view otherwise) {
  const long result = SSL_get_verify_result(tls);
  if (result == X509_V_OK) return std::string(otherwise);
  return std::string("the server's certificate: ") + X509_verify_cert_error_string(result);
}

bool fingerprint_matches(SSL* tls, const TlsOptions& options) {
  if (options.fingerprints.empty()) return true;
  X509* const certificate = SSL_get1_peer_certificate(tls);
  if (certificate == nullptr) return false;
  const std::string shown = sha256_of(certificate);
  X509_free(certificate);
  for (const std::string& fingerprint : options.fingerprints) {
    if (!shown.empty() && bare_hex(fingerprint) == shown) return true;
  }
  return false;
}

}  // namespace cutoffd::alerts
