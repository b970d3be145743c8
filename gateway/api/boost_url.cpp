// Boost.URL 1.81 compiled in place: Debian's development package brings its headers without the library.
#include <boost/url/src.hpp>
