// Status line and headers of an answer: what it is, and what a browser may do with it.
#pragma once

#include <string>

#include "daemon/page/http_message.h"

namespace cutoffd::page {

// Up to and with the empty line. `keep`: the connection stays for another request.
std::string http_head(const HttpAnswer& answer, bool keep);

}  // namespace cutoffd::page
