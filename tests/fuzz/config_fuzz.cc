// Any octets as cutoffd.yaml and as a determination: mistakes are told, nothing else happens.
//
// Whatever the file says, each mistake must have a place and words, and a file without mistakes
// must be one that can be shown again.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "config/tables.h"

namespace {

using namespace cutoffd::config;

template <typename File>
void read_as(std::string_view yaml, const Kind<File>& kind, File value) {
  std::vector<ConfigError> errors;
  const Document document = parse_yaml(yaml, "fuzz.yaml", errors);
  if (!document.broken) {
    Reader reader(errors, nullptr);
    kind.read(document.root, reader, value);
  }
  for (const ConfigError& error : errors) {
    if (error.file != "fuzz.yaml" || (error.expected.empty() && error.hint.empty())) std::abort();
    if (text(error).find('\n') != std::string::npos) std::abort();
  }
  if (!errors.empty()) return;
  Listing listing;
  kind.list(value, listing);
  if (listing.lines().empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  read_as(yaml, cutoffd_file(), Draft::shipped());
  read_as(yaml, determination_file(), DeterminationFile{});
  return 0;
}
