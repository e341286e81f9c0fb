// One attempt at a message: the alert and how much of it is to be told. And the writers of the
// bodies.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "alerts/fields.h"
#include "alerts/format.h"
#include "core/alert.h"

namespace cutoffd::alerts {

struct Draft {
  const Alert& alert;
  const FormatContext& context;
  std::uint64_t sequence_id = 0;  // 0: none
  FieldSet fields;

  [[nodiscard]] bool has(Field field) const { return fields.has(field); }
  // The alert's sentence, or the message id's where there is none or no room for it.
  [[nodiscard]] std::string_view sentence() const;
};

// Whether bytes were measured: zero both ways means that none were seen, or that nobody could.
inline bool has_bytes(const Alert& alert) { return alert.bytes_up != 0 || alert.bytes_down != 0; }

// Each appends one line without its end.
void write_syslog_header(const Draft& draft, bool with_tag, std::string& out);
// RFC 5424 section 7.3.1; nothing where sequence_id is 0.
void append_meta_element(std::string& out, std::uint64_t sequence_id);
void write_text(const Draft& draft, std::string& out);
void write_json(const Draft& draft, std::string& out);
void write_structured(const Draft& draft, std::string& out);  // RFC 5424: SD and MSG
void write_pairs(const Draft& draft, std::string& out);       // RFC 3164's MSG
void write_eve(const Draft& draft, std::string& out);
void write_ecs(const Draft& draft, std::string& out);
void write_cef(const Draft& draft, std::string& out);
void write_leef(const Draft& draft, std::string& out);
void write_journal(const Draft& draft, std::string& out);

}  // namespace cutoffd::alerts
