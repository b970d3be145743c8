// The form as a browser sends it: refused with a field's name, or a form whose own text is accepted again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "node/technician/site_form.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto form = sb::node::parse_site_form({reinterpret_cast<const char*>(data), size});
  if (form && !sb::node::parse_site_form(sb::node::to_json_text(*form))) std::abort();
  if (!form && form.error().text.find('\n') != std::string::npos) std::abort();
  return 0;
}
