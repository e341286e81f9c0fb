// One sentence for the operator on standard error: "cutoffd: office.pcap: no such file".
#pragma once

#include <string_view>

namespace cutoffd {

void tell(std::string_view sentence);

}  // namespace cutoffd
