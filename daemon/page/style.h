// The page's own style and icon: all that it loads.
#pragma once

#include <string>
#include <string_view>

namespace cutoffd::page {

std::string_view style_sheet();
std::string_view icon();
// With a mark of its content, so that a browser may keep it until it changes.
const std::string& style_address();
const std::string& icon_address();

}  // namespace cutoffd::page
