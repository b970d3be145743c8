#pragma once
#include "gateway/api/message.hpp"

namespace sb::gateway::api {

/// 404, 409 (the state does not allow it) and 400 from the errors of what people do; anything else is 500
/// without its inside.
inline Response failure_response(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return error_response(404, error.text);
    case ErrorCode::kRefused:
      return error_response(409, error.text);
    case ErrorCode::kInvalidArgument:
      return error_response(400, error.text);
    default:
      return error_response(500, "the change failed");
  }
}

}  // namespace sb::gateway::api
