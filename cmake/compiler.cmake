# One compiler setting for all of our code: the interface target sb_compiler.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

set(SB_SANITIZE "" CACHE STRING "Sanitizers: address,undefined or thread")
option(SB_FUZZ "Build libFuzzer targets (needs clang)" OFF)
# x86-64-v3 (AVX2, FMA: every x86 since 2013) by default; valgrind and old machines may set another.
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  set(SB_ARCH "x86-64-v3" CACHE STRING "Value of -march; empty for the compiler's default")
else()
  set(SB_ARCH "" CACHE STRING "Value of -march; empty for the compiler's default")
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

if(SB_SANITIZE MATCHES "address" AND SB_SANITIZE MATCHES "thread")
  message(FATAL_ERROR "SB_SANITIZE: address and thread exclude each other")
endif()

add_library(sb_compiler INTERFACE)
target_include_directories(sb_compiler INTERFACE "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/generated")
target_compile_options(sb_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(sb_compiler INTERFACE -Wsuggest-override)
endif()
if(SB_ARCH)
  target_compile_options(sb_compiler INTERFACE -march=${SB_ARCH})
endif()
if(SB_SANITIZE)
  target_compile_options(sb_compiler INTERFACE -fsanitize=${SB_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(sb_compiler INTERFACE -fsanitize=${SB_SANITIZE})
  # GCC 12 sees uninitialised reads in std::variant and std::regex under sanitizers that are not there.
  target_compile_options(sb_compiler INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(SB_FUZZ)
  target_compile_options(sb_compiler INTERFACE -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all)
  target_link_options(sb_compiler INTERFACE -fsanitize=address,undefined)
endif()

# Complex arithmetic without the NaN recovery of C99 Annex G: samples are finite by contract (sources reject others).
include(CheckCXXCompilerFlag)
check_cxx_compiler_flag(-fcx-limited-range SB_HAVE_CX_LIMITED_RANGE)
add_library(sb_dsp_math INTERFACE)
target_compile_options(sb_dsp_math INTERFACE -fno-math-errno -fno-trapping-math
  $<$<BOOL:${SB_HAVE_CX_LIMITED_RANGE}>:-fcx-limited-range>)
