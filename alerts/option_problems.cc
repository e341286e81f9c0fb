// What is wrong with a sink, said before the program starts (options.h).
#include <algorithm>
#include <cctype>

#include <sys/un.h>

#include "alerts/format.h"
#include "alerts/options.h"
#include "alerts/url.h"

namespace cutoffd::alerts {
namespace {

// What an IPv4 datagram can carry: 65,535 less the IP and UDP headers.
constexpr std::size_t kMostDatagram = 65507;
// A unix datagram must fit the default send buffer (net.core.wmem_default); RELP and octet counting
// know no bound, and receivers' own are lower than this.
constexpr std::size_t kMostOctets = 128 * 1024;

bool has_host(SinkType type) {
  return type == SinkType::udp || type == SinkType::tcp || type == SinkType::tls ||
         type == SinkType::relp || type == SinkType::mqtt;
}

bool is_word(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

class Examination {
 public:
  explicit Examination(const SinkOptions& options) : options_(options) {}

  std::vector<OptionProblem> run() {
    name_and_format();
    header();
    where();
    size();
    pace();
    tls();
    webhook_and_mqtt();
    return std::move(problems_);
  }

 private:
  void expect(bool right, std::string key, std::string message) {
    if (!right) problems_.push_back({std::move(key), std::move(message)});
  }

  void name_and_format() {
    expect(is_word(options_.name), "name", "a sink needs a name without blanks");
    const bool journal = options_.type == SinkType::journald;
    expect(journal == (options_.format == FormatKind::journal), "format",
           journal ? "journald has fields of its own and takes no other format"
                   : "the format journal is for the type journald alone");
    const bool syslog = options_.format == FormatKind::rfc5424 ||
                        options_.format == FormatKind::rfc3164 ||
                        options_.format == FormatKind::rfc3164_local;
    expect(!syslog || name_of(*options_.header) == name_of(*options_.format), "header",
           "the format " + std::string(name_of(*options_.format)) + " brings its own header");
    expect(options_.type != SinkType::unix_socket || options_.header != HeaderKind::rfc5424,
           "header", "local syslog daemons do not understand RFC 5424; use rfc3164-local");
    expect(!options_.colour || options_.format == FormatKind::text, "colour",
           "only the format text has colours");
    expect(options_.type != SinkType::webhook || options_.format == FormatKind::json, "format",
           "a webhook's body comes from its template");
    expect(options_.type != SinkType::mqtt || options_.format == FormatKind::json, "format",
           "mqtt carries json");
  }

  // RFC 5424 section 6: the lengths of the header's words.
  void header() {
    expect(options_.facility <= 23, "facility", "expected kern to local7");
    expect(is_word(options_.app_name) && options_.app_name.size() <= 48, "app_name",
           "expected at most 48 printable characters without blanks");
    expect(options_.hostname.empty() ||
               (is_word(options_.hostname) && options_.hostname.size() <= 255),
           "hostname", "expected at most 255 printable characters without blanks");
    const std::string_view id = options_.sd_id;
    const std::size_t at = id.find('@');
    const bool number = at != std::string_view::npos && at + 1 < id.size() &&
                        std::all_of(id.begin() + static_cast<std::ptrdiff_t>(at) + 1, id.end(),
                                    [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
    expect(is_word(id) && id.size() <= 32 && at != 0 && number &&
               id.find_first_of("=]\"") == std::string_view::npos,
           "sd_id", "expected NAME@NUMBER, at most 32 characters, with your enterprise number");
  }

  void where() {
    expect(!has_host(options_.type) || is_word(options_.host), "host",
           "expected a name or an address");
    expect(options_.type != SinkType::file || !options_.path.empty(), "path",
           "expected the file to write to");
    const bool socket =
        options_.type == SinkType::unix_socket || options_.type == SinkType::journald;
    expect(!socket || options_.path.size() < sizeof(sockaddr_un::sun_path), "path",
           "longer than a socket's path may be (107 characters)");
    expect(options_.type != SinkType::tls || options_.framing == Framing::octet_counting, "framing",
           "RFC 5425 counts octets");
  }

  void size() {
    const std::size_t most = options_.type == SinkType::udp ? kMostDatagram : kMostOctets;
    expect(options_.max_octets <= most, "max_octets",
           "at most " + std::to_string(most) + " octets go in one message here");
    if (options_.type == SinkType::webhook) return;  // its body comes from a template
    const std::size_t least = format_of(options_, ~0U, "999.999.999").least_budget();
    expect(options_.max_octets >= least, "max_octets",
           "an alert in this format can need " + std::to_string(least) +
               " octets even without everything optional");
  }

  void pace() {
    expect(options_.retry_minimum > Duration::zero(), "retry_minimum", "expected more than 0s");
    expect(options_.retry_maximum >= options_.retry_minimum, "retry_maximum",
           "expected no less than retry_minimum");
    expect(options_.timeout > Duration::zero(), "timeout", "expected more than 0s");
  }

  void tls() {
    const TlsOptions& tls = options_.tls;
    expect(tls.certificate_file.empty() == tls.key_file.empty(), "tls.key_file",
           "certificate_file and key_file belong together");
    for (const std::string& fingerprint : tls.fingerprints) {
      const auto digits = std::count_if(fingerprint.begin(), fingerprint.end(),
                                        [](unsigned char c) { return std::isxdigit(c) != 0; });
      const auto others =
          std::count_if(fingerprint.begin(), fingerprint.end(),
                        [](unsigned char c) { return c != ':' && std::isxdigit(c) == 0; });
      expect(digits == 64 && others == 0, "tls.fingerprints",
             "expected the SHA-256 of a certificate, 64 hex digits: " + fingerprint);
    }
  }

  void webhook_and_mqtt() {
    if (options_.type == SinkType::webhook) {
      expect(parse_url(options_.webhook.url).has_value(), "webhook.url",
             "expected http://HOST[:PORT]/PATH or https://…");
    }
    if (options_.type != SinkType::mqtt) return;
    const std::string& topic = options_.mqtt.topic;
    expect(is_word(topic) && topic.find_first_of("+#") == std::string::npos, "mqtt.topic",
           "expected a topic without blanks and wildcards");
    expect(is_word(options_.mqtt.client_id), "mqtt.client_id", "expected a word");
    expect(options_.mqtt.password_file.empty() || !options_.mqtt.username.empty(), "mqtt.username",
           "a password needs a user (MQTT 3.1.1 section 3.1.2.9)");
  }

  const SinkOptions& options_;
  std::vector<OptionProblem> problems_;
};

}  // namespace

std::vector<OptionProblem> problems_of(const SinkOptions& options) {
  return Examination(options).run();
}

}  // namespace cutoffd::alerts
