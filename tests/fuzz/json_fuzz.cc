// Any octets as a request on the control socket.
//
// What is read must also be JSON for the tests' own reader, which was written apart; and what a
// bound refuses must not take more than it says.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/json_value.h"
#include "tests/support/json_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = cutoffd::read_json(text);
  if (value && !cutoffd::test::read_json(text)) std::abort();
  if (cutoffd::read_json(text, {1, 1}) && !value) std::abort();
  return 0;
}
