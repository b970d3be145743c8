# channel estimate, coding, physical channels, RRC
sb_test(sb_unit_lte_channels LABEL unit TIMEOUT 300
  SOURCES
    coding/convolutional_test.cpp
    coding/crc_test.cpp
    coding/qpp_test.cpp
    coding/rate_match_test.cpp
    coding/turbo_test.cpp
    channel_estimate_test.cpp
    control_region_test.cpp
    dci_test.cpp
    measurement_test.cpp
    mib_test.cpp
    pbch_test.cpp
    sensitivity_test.cpp
    si_reception_test.cpp
    si_schedule_test.cpp
    sib1_parse_test.cpp
    sib1_test.cpp
    system_information_test.cpp
    "${CMAKE_SOURCE_DIR}/tests/support/lte_corpus.cpp"
    "${CMAKE_SOURCE_DIR}/tests/support/lte_textbook.cpp"
    "${CMAKE_SOURCE_DIR}/tests/support/si_contents.cpp"
  LINKS sb_dsp nlohmann_json::nlohmann_json)
