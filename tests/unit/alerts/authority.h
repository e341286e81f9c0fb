// A certificate authority for tests, made anew for each: keys, certificates for servers and
// clients, good and bad ones, as PEM files in a directory that vanishes with it.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/asio/ssl/context.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace cutoffd::alerts::test {

class Authority {
 public:
  struct Wish {
    std::string name = "collector.example";  // subjectAltName
    long valid_from = -3600;                 // seconds from now
    long valid_to = 3600;
  };
  struct Files {
    std::string certificate;
    std::string key;
    std::string fingerprint;  // SHA-256, hex with colons
  };

  Authority() {
    std::string name = (std::filesystem::temp_directory_path() / "cutoffd-ca-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    folder_ = name;
    certificate_ = make(key_.get(), "Test CA", {"", -3600, 3600}, true);
    write_certificate(ca_file(), *certificate_);
  }
  ~Authority() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  [[nodiscard]] std::string ca_file() const { return folder_ / "ca.pem"; }

  Files issue(const Wish& wish) {
    const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const Certificate made = make(key.get(), "Test", wish, false);
    const std::string stem = folder_ / std::to_string(++issued_);
    Files files{stem + ".pem", stem + ".key", fingerprint(*made)};
    write_certificate(files.certificate, *made);
    std::FILE* const file = std::fopen(files.key.c_str(), "w");
    PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    return files;
  }

  // A server's side; `ask`: it wants a certificate of ours too.
  std::shared_ptr<boost::asio::ssl::context> server(const Files& files, bool ask = false) {
    auto context =
        std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
    context->use_certificate_chain_file(files.certificate);
    context->use_private_key_file(files.key, boost::asio::ssl::context::pem);
    if (ask) {
      context->load_verify_file(ca_file());
      context->set_verify_mode(boost::asio::ssl::verify_peer |
                               boost::asio::ssl::verify_fail_if_no_peer_cert);
    }
    return context;
  }

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

  static void add(X509* to, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    X509_add_ext(to, extension, -1);
    X509_EXTENSION_free(extension);
  }

  Certificate make(EVP_PKEY* key, const char* common_name, const Wish& wish, bool authority) {
    Certificate made(X509_new(), X509_free);
    X509* const x = made.get();
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial_);
    X509_gmtime_adj(X509_getm_notBefore(x), wish.valid_from);
    X509_gmtime_adj(X509_getm_notAfter(x), wish.valid_to);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(common_name), -1, -1, 0);
    X509* const issuer = authority ? x : certificate_.get();
    X509_set_issuer_name(x, X509_get_subject_name(issuer));
    X509_set_pubkey(x, key);
    add(x, issuer, NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE");
    if (!wish.name.empty()) add(x, issuer, NID_subject_alt_name, alternative(wish.name));
    X509_sign(x, key_.get(), EVP_sha256());
    return made;
  }

  static std::string alternative(const std::string& name) {
    const bool address = name.find_first_not_of("0123456789.:") == std::string::npos;
    return (address ? "IP:" : "DNS:") + name;
  }

  static void write_certificate(const std::string& path, X509& certificate) {
    std::FILE* const file = std::fopen(path.c_str(), "w");
    PEM_write_X509(file, &certificate);
    std::fclose(file);
  }

  static std::string fingerprint(const X509& certificate) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    X509_digest(&certificate, EVP_sha256(), digest, &size);
    std::string out;
    for (unsigned i = 0; i < size; ++i) {
      char two[4];
      std::snprintf(two, sizeof two, "%s%02X", i == 0 ? "" : ":", unsigned{digest[i]});
      out += two;
    }
    return out;
  }

  std::filesystem::path folder_;
  long serial_ = 0;
  int issued_ = 0;
  Key key_{EVP_EC_gen("P-256"), EVP_PKEY_free};
  Certificate certificate_{nullptr, X509_free};
};

}  // namespace cutoffd::alerts::test
