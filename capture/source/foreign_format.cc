#include "capture/source/foreign_format.h"

#include <array>

namespace cutoffd::source {
namespace {

using namespace std::string_view_literals;

struct Foreign {
  std::string_view begins_with;
  std::string_view says;
};

constexpr std::array kForeign{
    Foreign{"\x28\xb5\x2f\xfd"sv,
            "is compressed with zstd; decompress it first: zstdcat FILE | cutoffd replay -"sv},
    Foreign{"\xfd"
            "7zXZ\0"sv,
            "is compressed with xz; decompress it first: xzcat FILE | cutoffd replay -"sv},
    Foreign{"BZh"sv,
            "is compressed with bzip2; decompress it first: bzcat FILE | cutoffd replay -"sv},
    Foreign{"\x04\x22\x4d\x18"sv,
            "is compressed with lz4; decompress it first: lz4cat FILE | cutoffd replay -"sv},
    Foreign{"PK\x03\x04"sv, "is a zip archive; unpack it first: unzip FILE"sv},
    Foreign{"7z\xbc\xaf\x27\x1c"sv, "is a 7z archive; unpack it first"sv},
    Foreign{"snoop\0\0\0"sv,
            "is a snoop capture; convert it first: editcap -F pcap FILE new.pcap"sv},
    Foreign{"GMBU"sv,
            "is a Network Monitor capture; convert it first: editcap -F pcap FILE new.pcap"sv},
    Foreign{"RTSS"sv,
            "is a Network Monitor capture; convert it first: editcap -F pcap FILE new.pcap"sv},
    Foreign{"btsnoop\0"sv, "is a Bluetooth capture, which carries no network names"sv},
};

}  // namespace

std::optional<std::string_view> foreign_format(Bytes first) {
  for (const Foreign& foreign : kForeign) {
    if (as_text(first).substr(0, foreign.begins_with.size()) == foreign.begins_with) {
      return foreign.says;
    }
  }
  return std::nullopt;
}

}  // namespace cutoffd::source
