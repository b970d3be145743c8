# channel estimate, coding, physical channels, RRC
sb_test(sb_unit_lte_channels LABEL unit
  SOURCES
    mib_test.cpp
    sib1_test.cpp
    "${CMAKE_SOURCE_DIR}/tests/support/lte_corpus.cpp"
  LINKS sb_dsp nlohmann_json::nlohmann_json)
