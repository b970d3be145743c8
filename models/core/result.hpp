#pragma once
// Errors of the outside world travel as values. Our own mistakes are asserts; radio weather is counted.
#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace sb {

/// What kind of thing went wrong; decides exit statuses and whether a retry makes sense.
enum class ErrorCode {
  kInvalidArgument,  ///< the caller's words are off: usage, configuration
  kNotFound,         ///< no such file, device, record
  kUnreadable,       ///< damaged or truncated input
  kUnsupported,      ///< well-formed, but not something we do
  kUnavailable,      ///< a device, broker or disk that may come back
  kRefused,          ///< authentication, signature or permission
  kInternal,
};

/// One line for a person: what, where, and what to do when that is known.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string text;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string text) {
  return tl::unexpected<Error>(Error{code, std::move(text)});
}

}  // namespace sb
