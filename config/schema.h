// Descriptions of the files for editors and for people, made from the tables that read them.
//
// The shipped copies (config/schema/, docs/configuration.md, docs/watchlists.md) are compared with
// these in the tests.
#pragma once

#include <string>
#include <string_view>

#include "config/shape.h"

namespace cutoffd::config {

// A JSON Schema (draft 2020-12), indented, with a newline at its end.
std::string json_schema(const Shape& shape, std::string_view title);

// Markdown: a table of keys for the whole, then one for each map in it.
std::string reference(const Shape& shape);

}  // namespace cutoffd::config
