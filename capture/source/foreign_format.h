// Files that are not pcap or pcapng, told apart by how they begin, each with what to do about it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace cutoffd::source {

// "is compressed with zstd; decompress it first: zstdcat FILE | cutoffd replay -". Nothing if the
// octets begin like nothing known.
std::optional<std::string_view> foreign_format(Bytes first);

}  // namespace cutoffd::source
