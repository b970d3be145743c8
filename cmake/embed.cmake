# Writes a C++ source that holds IN's bytes as a string_view (bytes, so that UTF-8 survives any compiler).
file(READ "${IN}" hex HEX)
string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
file(WRITE "${OUT}" "#include <string_view>\nnamespace sb::embedded {\nnamespace { constexpr char kBytes[] = {${bytes}'\\0'}; }\nextern const std::string_view ${SYMBOL};\nconstinit const std::string_view ${SYMBOL}{kBytes, sizeof kBytes - 1};\n}\n")
