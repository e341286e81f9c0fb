#include "capture/dissect/http.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "capture/dissect/http_text.h"

namespace cutoffd::dissect {
namespace {

// RFC 9110 section 5.6.2.
constexpr bool is_token_char(char c) {
  if ((c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// The next item of a comma-separated list, without blanks around it.
std::string_view next_item(std::string_view& list) {
  const std::size_t comma = std::min(list.find(','), list.size());
  const std::string_view item = trimmed(list.substr(0, comma));
  list.remove_prefix(std::min(list.size(), comma + 1));
  return item;
}

// Longer first tokens are not waited for; the longest registered method has 19 octets.
constexpr std::size_t kMaxMethod = 24;

// No control characters: a request line has none.
bool is_text(std::string_view line) {
  return std::all_of(line.begin(), line.end(), [](char c) {
    return static_cast<unsigned char>(c) >= ' ' || c == '\t' || c == '\r';
  });
}

// "/1.1" behind "HTTP" at the end of a request line.
bool read_version(std::string_view version, std::uint8_t& minor) {
  if (version.size() != 8 || !version.starts_with("HTTP/1.")) return false;
  minor = static_cast<std::uint8_t>(version[7] - '0');
  return minor <= 9;
}

class RequestReader {
 public:
  RequestReader(Bytes stream, HttpRequest& out, std::size_t max_header)
      : stream_(stream), rest_(as_text(stream)), out_(out), max_header_(max_header) {}

  Answer read();

 private:
  Answer read_request_line();
  Answer judge_start() const;
  Answer judge_careless(std::string_view method, std::string_view target) const;
  bool read_target();
  void read_absolute(std::size_t scheme);
  Answer read_fields();
  bool read_field(std::string_view line);
  bool read_folded(std::string_view line);
  void read_host(std::string_view value);
  bool read_length(std::string_view value);
  void read_upgrade(std::string_view value);
  Answer more_needed() const {
    return stream_.size() >= max_header_ ? Answer::fault : Answer::unsure;
  }

  Bytes stream_;
  std::string_view rest_;
  HttpRequest& out_;
  std::size_t max_header_;
  bool length_seen_ = false;
  bool chunked_ = false;
  bool host_is_open_ = false;  // the last line was a Host field without value
};

Answer RequestReader::read() {
  out_ = {};
  if (const Answer answer = read_request_line(); answer != Answer::certain) return answer;
  const Answer answer = read_fields();
  if (out_.form == HttpRequest::Form::authority) {
    out_.body = {HttpBody::Kind::tunnel, 0};
  } else if (chunked_) {
    // Chunked overrides a length (RFC 9112 section 6.3).
    out_.body = {HttpBody::Kind::chunked, 0};
  }
  return answer;
}

// May what there is of the first line become a request line?
Answer RequestReader::judge_start() const {
  const std::size_t end = std::min(rest_.find(' '), rest_.size());
  if (end > kMaxMethod) return Answer::not_mine;
  const std::string_view method = rest_.substr(0, end);
  if (!std::all_of(method.begin(), method.end(), is_token_char)) return Answer::not_mine;
  if (end == rest_.size()) return more_needed();
  if (end == 0) return Answer::not_mine;
  return is_text(rest_) ? more_needed() : Answer::not_mine;
}

Answer RequestReader::read_request_line() {
  // RFC 9112 section 2.2: empty lines before a request are ignored.
  while (!rest_.empty() && (rest_.front() == '\r' || rest_.front() == '\n')) {
    if (rest_.front() == '\r' && rest_.size() > 1 && rest_[1] != '\n') return Answer::not_mine;
    rest_.remove_prefix(1);
  }
  std::string_view line;
  if (!take_line(rest_, line)) return judge_start();
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  const std::size_t first = line.find(' ');
  const std::size_t last = line.find_last_of(" \t");
  if (first == std::string_view::npos || first == 0 || first > kMaxMethod) return Answer::not_mine;
  const std::string_view method = line.substr(0, first);
  if (!std::all_of(method.begin(), method.end(), is_token_char) || !is_text(line)) {
    return Answer::not_mine;
  }
  std::size_t end = last;
  if (last == first || !read_version(line.substr(last + 1), out_.minor_version)) {
    const Answer answer = judge_careless(method, trimmed(line.substr(first)));
    if (answer != Answer::certain) return answer;
    out_.minor_version = 0;
    end = line.size();
  }
  out_.method = method;
  out_.target = trimmed(line.substr(first, end - first));
  return read_target() ? Answer::certain : Answer::fault;
}

// A request line without a version that anybody knows. Servers, and other engines, take it where
// fields follow; here it is believed of the commonest methods, before a field.
Answer RequestReader::judge_careless(std::string_view method, std::string_view target) const {
  constexpr std::array<std::string_view, 5> kMethods = {"GET", "HEAD", "POST", "PUT", "OPTIONS"};
  const bool common = std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
  if (!common || !target.starts_with('/')) return Answer::not_mine;
  const std::string_view next = rest_.substr(0, rest_.find('\n'));
  const std::string_view name = next.substr(0, next.find(':'));
  if (!std::all_of(name.begin(), name.end(), is_token_char)) return Answer::not_mine;
  if (next.size() == rest_.size()) return more_needed();
  return name.empty() || name.size() == next.size() ? Answer::not_mine : Answer::certain;
}

bool RequestReader::read_target() {
  const std::string_view target = out_.target;
  out_.path = target;
  if (out_.method == "CONNECT") {
    out_.form = HttpRequest::Form::authority;
    out_.path = {};
    out_.target_host = split_authority(target);
    return !out_.target_host.host.empty();
  }
  if (target == "*") {
    out_.form = HttpRequest::Form::asterisk;
    return true;
  }
  const std::size_t scheme = target.find("://");
  const bool absolute = !target.empty() && target.front() != '/' &&
                        scheme != std::string_view::npos && scheme < target.find_first_of("/?#");
  if (absolute) read_absolute(scheme);
  return !target.empty();
}

void RequestReader::read_absolute(std::size_t scheme) {
  out_.form = HttpRequest::Form::absolute;
  const std::string_view behind = out_.target.substr(scheme + 3);
  const std::size_t end = std::min(behind.find_first_of("/?#"), behind.size());
  out_.target_host = split_authority(behind.substr(0, end));
  out_.path = behind.substr(end);
}

Answer RequestReader::read_fields() {
  std::string_view line;
  while (take_line(rest_, line)) {
    if (stream_.size() - rest_.size() > max_header_) return Answer::fault;
    if (line.empty()) {
      out_.header_octets = stream_.size() - rest_.size();
      return Answer::certain;
    }
    const bool folded = is_blank(line.front());
    if (!(folded ? read_folded(line) : read_field(line))) return Answer::fault;
  }
  return more_needed();
}

// A line that begins with a blank continues the value before it (RFC 9112 section 5.2). Of the
// fields that are read here only a host may hide so: its line is then empty.
bool RequestReader::read_folded(std::string_view line) {
  if (host_is_open_) read_host(trimmed(line));
  return true;
}

bool RequestReader::read_field(std::string_view line) {
  host_is_open_ = false;
  const std::size_t colon = std::min(line.find(':'), line.size());
  if (colon == line.size()) return true;  // no field; servers differ, and names stand elsewhere
  // A blank before the colon must be refused (RFC 9112 section 5.1); many servers trim it.
  const std::string_view name = trimmed(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (equal_ignoring_case(name, "host")) read_host(value);
  if (equal_ignoring_case(name, "content-length")) return read_length(value);
  if (equal_ignoring_case(name, "upgrade")) read_upgrade(value);
  if (equal_ignoring_case(name, "transfer-encoding")) {
    for (std::string_view list = value; !list.empty();) {
      chunked_ = equal_ignoring_case(next_item(list), "chunked");
    }
  }
  return true;
}

void RequestReader::read_host(std::string_view value) {
  const HttpHost host = split_authority(value);
  host_is_open_ = value.empty();
  if (out_.host_field.host.empty()) {
    out_.host_field = host;
  } else if (host.host != out_.host_field.host && out_.second_host_field.host.empty()) {
    out_.second_host_field = host;
  }
}

// One number, perhaps several times (RFC 9110 section 8.6). Of numbers that differ the first is
// tried: if no request follows there, the next one is looked for at the start of a segment.
bool RequestReader::read_length(std::string_view value) {
  do {
    const std::string_view item = next_item(value);
    std::uint64_t octets = 0;
    const auto [end, error] = std::from_chars(item.data(), item.data() + item.size(), octets);
    if (error != std::errc() || end != item.data() + item.size()) return false;
    if (length_seen_) continue;
    length_seen_ = true;
    out_.body = {octets == 0 ? HttpBody::Kind::none : HttpBody::Kind::length, octets};
  } while (!value.empty());
  return true;
}

void RequestReader::read_upgrade(std::string_view value) {
  while (!value.empty()) {
    const std::string_view protocol = next_item(value);
    out_.upgrade_h2c = out_.upgrade_h2c || equal_ignoring_case(protocol, "h2c");
    out_.upgrade_websocket = out_.upgrade_websocket || equal_ignoring_case(protocol, "websocket");
  }
}

}  // namespace

HttpHost split_authority(std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) authority.remove_prefix(at + 1);
  const std::size_t bracket = authority.find(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  HttpHost out{authority.substr(0, colon), {}};
  if (colon == std::string_view::npos) return out;
  const std::string_view digits = authority.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error == std::errc() && end == digits.data() + digits.size()) out.port = Port{port};
  return out;
}

Answer read_http_request(Bytes stream, HttpRequest& out, std::size_t max_header) {
  return RequestReader(stream, out, max_header).read();
}

Answer looks_like_http_response(Bytes stream) {
  // RFC 9112 section 4: "HTTP/1.1 200".
  constexpr std::string_view kPattern = "HTTP/1.d ddd";
  const std::string_view text = as_text(stream);
  for (std::size_t i = 0; i < std::min(text.size(), kPattern.size()); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kPattern[i] == 'd' ? !digit : text[i] != kPattern[i]) return Answer::not_mine;
  }
  return text.size() >= kPattern.size() ? Answer::certain : Answer::unsure;
}

}  // namespace cutoffd::dissect
