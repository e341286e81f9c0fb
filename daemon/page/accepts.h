// What kind of answer a visitor would rather have (RFC 9110 section 12.5.1).
#pragma once

#include <string_view>

namespace cutoffd::page {

// The weight that an Accept header gives to a type ("text/plain"): 0 to 1; of several parts the
// greatest. The whole type alone counts, since who means anything gets what is usual.
double weight_of(std::string_view accept, std::string_view type);

}  // namespace cutoffd::page
