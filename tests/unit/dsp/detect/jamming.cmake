sb_test(jamming_test LABEL unit TIMEOUT 300
  SOURCES
    jamming_meter_test.cpp
    jamming_test.cpp
    naming_test.cpp
    rogue_test.cpp
  LINKS sb_dsp sb_train)
