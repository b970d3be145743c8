#include "wire/utf8.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sb::wire {
namespace {

TEST(Utf8, AcceptsWhatUnicodeCallsWellFormed) {
  for (const char* text :
       {"", "plain", "Lạng Sơn, Cửa khẩu Hữu Nghị", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80",
        "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

// The ill-formed sequences of Unicode 15 §3.9: overlong forms, surrogates, past U+10FFFF, cut off, stray
// continuation.
TEST(Utf8, RefusesWhatUnicodeCallsIllFormed) {
  for (const char* text : {"\x80", "\xBF", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
                           "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
                           "\xC3", "\xE1\xBA", "\xF0\x9F\x92", "a\xE1\xBA(", "\xC3\xC3"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

}  // namespace
}  // namespace sb::wire
