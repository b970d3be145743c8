# The verbs of our CMake files. A folder says what it is made of; how is said here.

# sb_library(name SOURCES ... LINKS ...)  a static library of ours
function(sb_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC sb_compiler ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
endfunction()

# sb_program(name SOURCES ... LINKS ...)
function(sb_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sb_compiler ${ARG_LINKS})
endfunction()

# sb_test(name LABEL unit|golden|contract|integration|... SOURCES ... LINKS ... [TIMEOUT seconds])
# One GoogleTest program. Programs that need the corpus find it by the macro SB_CORPUS_DIR and skip where it is absent.
function(sb_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT;RESOURCE_LOCK" "SOURCES;LINKS" ${ARGN})
  if(SB_FUZZ)
    return()
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  # The code under test keeps its -O3; a test's own source at -O1 halves what ./check compiles.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  target_link_libraries(${name} PRIVATE sb_compiler ${ARG_LINKS} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    SB_CORPUS_DIR="${SB_CORPUS_DIR}" SB_SOURCE_DIR="${CMAKE_SOURCE_DIR}" SB_BINARY_DIR="${CMAKE_BINARY_DIR}")
  add_test(NAME ${ARG_LABEL}.${name} COMMAND ${name})
  set_tests_properties(${ARG_LABEL}.${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
  if(ARG_RESOURCE_LOCK)
    set_tests_properties(${ARG_LABEL}.${name} PROPERTIES RESOURCE_LOCK ${ARG_RESOURCE_LOCK})
  endif()
endfunction()

# sb_fuzz_target(name SOURCES fuzz_x.cpp CORPUS dir LINKS ...)
# The source defines LLVMFuzzerTestOneInput. Under SB_FUZZ it becomes a libFuzzer program; otherwise a plain program
# that replays the corpus, which is a test of every build (label fuzz).
function(sb_fuzz_target name)
  cmake_parse_arguments(ARG "" "CORPUS" "SOURCES;LINKS" ${ARGN})
  if(SB_FUZZ)
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE sb_compiler ${ARG_LINKS})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${name} ${ARG_SOURCES} "${CMAKE_SOURCE_DIR}/tests/fuzz/replay_main.cpp")
    target_link_libraries(${name} PRIVATE sb_compiler ${ARG_LINKS})
    add_test(NAME fuzz.${name} COMMAND ${name} "${ARG_CORPUS}")
    set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz TIMEOUT 120)
    set_property(GLOBAL APPEND PROPERTY SB_FUZZ_REPLAYS ${name})
  endif()
endfunction()

# sb_bench(name SOURCES ... LINKS ...)  a Google Benchmark program, and a test that it runs (shortest time, no judgement)
function(sb_bench name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  if(SB_FUZZ)
    return()
  endif()
  sb_program(${name} SOURCES ${ARG_SOURCES} LINKS ${ARG_LINKS} benchmark::benchmark)
  add_test(NAME bench.${name} COMMAND ${name} --benchmark_min_time=0.01)
  set_tests_properties(bench.${name} PROPERTIES LABELS bench TIMEOUT 180)
endfunction()

# sb_embed(target file symbol): the file's text as  extern const std::string_view <symbol>  in namespace sb::embedded.
function(sb_embed target file symbol)
  set(out "${CMAKE_BINARY_DIR}/generated/embedded/${symbol}.cpp")
  get_filename_component(path "${file}" ABSOLUTE)
  add_custom_command(OUTPUT "${out}" DEPENDS "${path}" "${CMAKE_SOURCE_DIR}/cmake/embed.cmake"
    COMMAND ${CMAKE_COMMAND} -DIN=${path} -DOUT=${out} -DSYMBOL=${symbol} -P "${CMAKE_SOURCE_DIR}/cmake/embed.cmake")
  target_sources(${target} PRIVATE "${out}")
endfunction()
