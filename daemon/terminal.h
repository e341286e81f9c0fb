// Is it a person who reads this?
#pragma once

namespace cutoffd {

bool is_terminal(int descriptor);
// Colours only on a terminal, and not where NO_COLOR (no-color.org) or TERM=dumb asks for none.
bool wants_colour(int descriptor);

}  // namespace cutoffd
