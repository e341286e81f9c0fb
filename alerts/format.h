// A format turns an alert into the bytes of one message: pure, one line, nothing forged.
//
// write() fills a caller's string (reuse it) with at most `budget` octets. Where the alert is too
// long, whole fields are left out in the order of Field (fields.h), the same for every format;
// nothing is ever cut in the middle. Fields that never go have a bounded length, so whether a
// format fits a budget is known before the program starts: least_budget(). Threads: pure functions
// and values. All text from the wire is escaped in the format's own file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "alerts/fields.h"
#include "alerts/options.h"
#include "core/alert.h"

namespace cutoffd::alerts {

// What a message says beside its alert; the same for all alerts of a sink.
struct FormatContext {
  HeaderKind header = HeaderKind::none;
  unsigned facility = 3;
  std::string hostname;
  std::string app_name = "cutoffd";
  std::uint32_t process_id = 0;  // 0: not told
  std::string sd_id{kDefaultSdId};
  std::string version = "0";  // of the program
  bool colour = false;
};

class Format {
 public:
  Format(FormatKind kind, FormatContext context);

  // False, and an empty string, only where budget < least_budget(). `sequence_id` counts the sink's
  // messages since the program started (RFC 5424 section 7.3.1); 0: none.
  bool write(const Alert& alert, std::uint64_t sequence_id, std::size_t budget,
             std::string& out) const;
  // Octets of the longest message from which everything that may go is gone.
  [[nodiscard]] std::size_t least_budget() const;
  [[nodiscard]] FormatKind kind() const { return kind_; }
  [[nodiscard]] const FormatContext& context() const { return context_; }

 private:
  FormatKind kind_;
  FormatContext context_;
};

// The format of a sink, from its completed options.
Format format_of(const SinkOptions& completed, std::uint32_t process_id, std::string_view version);

}  // namespace cutoffd::alerts
