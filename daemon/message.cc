#include "daemon/message.h"

#include <cstdio>
#include <string>

#include "core/json.h"

namespace cutoffd {

void tell(std::string_view sentence) {
  std::string line = "cutoffd: ";
  // File names and such may hold anything; a terminal must not obey them.
  append_clean_utf8(line, sentence, true);
  line += '\n';
  std::fputs(line.c_str(), stderr);
}

}  // namespace cutoffd
