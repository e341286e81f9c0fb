// A TCP socket to listen at.
#pragma once

#include "config/page_options.h"

namespace cutoffd::page {

// A listening descriptor, non-blocking. Throws ListenError, which says what to do about it.
int listen_at(const config::ListenAddress& listen);

}  // namespace cutoffd::page
