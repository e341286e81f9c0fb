// ArcSight's Common Event Format, version 0: a header between pipes, then key=value pairs.
//
// The dictionary's keys where it has the meaning; else alphanumeric keys of our own, as CEF asks of
// custom extensions. Times are milliseconds since 1970. Escapes: '\' and '|' in the header, '\' and
// '=' in values; line ends cannot occur, since controls are replaced.
#include <array>
#include <chrono>

#include "alerts/draft.h"
#include "alerts/message_id.h"
#include "alerts/severity_scale.h"
#include "alerts/values.h"
#include "core/json.h"

namespace cutoffd::alerts {
namespace {

void append_escaped(std::string& out, std::string_view text, char special) {
  std::string clean;
  append_clean_utf8(clean, text, true);
  for (const char c : clean) {
    if (c == '\\' || c == special) out += '\\';
    out += c;
  }
}

// Pairs with one space between them.
class Extension {
 public:
  explicit Extension(std::string& out) : out_(out) {}
  void add(std::string_view key, std::string_view text) {
    if (!first_) out_ += ' ';
    first_ = false;
    out_ += key;
    out_ += '=';
    append_escaped(out_, text, '=');
  }
  void add(std::string_view key, Instant t) {
    const auto milliseconds =
        std::chrono::floor<std::chrono::milliseconds>(t).time_since_epoch().count();
    add(key, std::to_string(milliseconds));
  }
  // One of the numbered custom fields, which come with a label.
  template <typename T>
  void add_labelled(std::string_view key, std::string_view label, const T& value) {
    add(key, value);
    add(std::string(key) + "Label", label);
  }

 private:
  std::string& out_;
  bool first_ = true;
};

// `src` and `dst` take IPv4 alone; IPv6 has custom fields with fixed labels.
void add_address(Extension& out, bool source, const std::string& text) {
  const bool six = text.find(':') != std::string::npos;
  if (!six) return out.add(source ? "src" : "dst", text);
  if (source) return out.add_labelled("c6a2", "Source IPv6 Address", text);
  out.add_labelled("c6a3", "Destination IPv6 Address", text);
}

void add_addresses(Extension& out, const Value& value) {
  add_address(out, true, value.texts.front());
  if (value.texts.size() > 1) out.add("cutoffdAddresses", joined(value));
}

void add_value(Extension& out, const Alert& alert, const Value& value) {
  const std::string text = joined(value);
  switch (value.key) {
    case Key::severity:
      return;  // in the header
    case Key::time:
      return out.add("rt", alert.time);
    case Key::first:
      return out.add("start", *alert.first);
    case Key::last:
      return out.add("end", *alert.last);
    case Key::cutoff:
      return out.add_labelled("deviceCustomDate1", "cutoff", *alert.cutoff);
    case Key::event:
      return out.add("cutoffdEvent", text);
    case Key::incident:
      return out.add("externalId", text);
    case Key::group:
      return out.add("cutoffdGroup", text);
    case Key::sequence:
      return out.add_labelled("cn1", "sequence", text);
    case Key::sequence_id:
      return out.add_labelled("cn2", "sequence_id", text);
    case Key::sensor:
      return out.add("dvchost", text);
    case Key::rule:
      return out.add_labelled("cs3", "rule", text);
    case Key::determination:
      return out.add_labelled("cs4", "determination", text);
    case Key::vendor:
      return out.add_labelled("cs1", "vendor", text);
    case Key::service:
      return out.add("cat", text);
    case Key::evidence:
      return out.add_labelled("cs2", "evidence", text);
    case Key::blocked:
      return out.add_labelled("cs5", "blocked", text);
    case Key::name:
      return out.add("dhost", text);
    case Key::server_ip:
      return add_address(out, false, text);
    case Key::server_port:
      return out.add("dpt", text);
    case Key::device_id:
      return out.add_labelled("cs6", "device", text);
    case Key::device_ip:
      return add_addresses(out, value);
    case Key::device_mac:
      return out.add("smac", text);
    case Key::device_name:
      return out.add("shost", text);
    case Key::device_vlan:
      return out.add("cutoffdVlan", text);
    case Key::device_identity:
      return out.add("cutoffdIdentity", text);
    case Key::behind:
      return out.add("cutoffdBehind", text);
    case Key::via:
      return out.add("cutoffdVia", text);
    case Key::relay:
      return out.add("cutoffdRelay", text);
    case Key::count:
      return out.add("cnt", text);
    case Key::bytes_up:
      return out.add("out", text);
    case Key::bytes_down:
      return out.add("in", text);
  }
}

}  // namespace

void write_cef(const Draft& draft, std::string& out) {
  const Alert& alert = draft.alert;
  const MessageId& id = message_id(alert.event);
  out += "CEF:0|cutoffd|cutoffd|";
  append_escaped(out, draft.context.version, '|');
  out += '|';
  out += id.word;
  out += '|';
  out += id.sentence;
  out += '|';
  out += std::to_string(scale_of(alert.severity).cef);
  out += '|';
  Extension extension(out);
  for (const Value& value : values_of(draft)) add_value(extension, alert, value);
  if (draft.has(Field::message) && !alert.message.empty()) extension.add("msg", alert.message);
}

}  // namespace cutoffd::alerts
