// A4 pages with cairo and pango. Text is text in the file: it can be searched and copied.
#include <algorithm>
#include <memory>

#include <cairo/cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include "gateway/report/paper.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

constexpr double kMm = 72.0 / 25.4;  // points
constexpr double kWidth = 210 * kMm, kHeight = 297 * kMm;
constexpr double kLeft = 25 * kMm, kRight = 15 * kMm, kTop = 20 * kMm, kBottom = 20 * kMm;
constexpr double kTextWidth = kWidth - kLeft - kRight;
constexpr double kPadding = 1 * kMm;

struct Release {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};

cairo_status_t append(void* closure, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

struct Style {
  double size_pt = 11.0;
  bool bold = false, centred = false, red = false;
};

using Layout = std::unique_ptr<PangoLayout, Release>;

/// A pen that walks down the page and begins another one when the next block does not fit.
class Pages {
 public:
  Pages(cairo_t* context, std::string watermark) : context_(context), watermark_(std::move(watermark)) {
    begin();
  }

  void paragraph(const std::string& text, const Style& style, double after) {
    const auto layout = laid_out(text, style, kTextWidth);
    const double height = height_of(layout);
    room_for(height);
    draw(layout, kLeft, style.red);
    y_ += height + after;
  }

  void row(const std::vector<std::string>& cells, const std::vector<double>& widths, bool bold) {
    std::vector<Layout> layouts;
    double height = 0.0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      layouts.push_back(laid_out(cells[i], {8.5, bold, false, false}, widths[i] - 2 * kPadding));
      height = std::max(height, height_of(layouts.back()) + 2 * kPadding);
    }
    room_for(height);
    double x = kLeft;
    for (std::size_t i = 0; i < layouts.size(); ++i) {
      cairo_set_source_rgb(context_, 0.35, 0.35, 0.35);
      cairo_set_line_width(context_, 0.5);
      cairo_rectangle(context_, x, y_, widths[i], height);
      cairo_stroke(context_);
      y_ += kPadding;
      draw(layouts[i], x + kPadding, false);
      y_ -= kPadding;
      x += widths[i];
    }
    y_ += height;
  }

  void space(double points) { y_ += points; }
  void keep_together(double points) { room_for(points); }
  void finish() { end(); }

 private:
  void begin() {
    y_ = kTop;
    ++number_;
    if (!watermark_.empty()) {
      const auto layout = laid_out(watermark_, {9.0, true, true, true}, kTextWidth);
      draw(layout, kLeft, true);
      y_ += height_of(layout) + 2 * kMm;
    }
  }
  void end() {
    const double y = y_;
    y_ = kHeight - kBottom + 5 * kMm;
    draw(laid_out(std::to_string(number_), {9.0, false, true, false}, kTextWidth), kLeft, false);
    y_ = y;
    cairo_show_page(context_);
  }
  void room_for(double height) {
    if (y_ + height <= kHeight - kBottom || y_ <= kTop + 10 * kMm) return;
    end();
    begin();
  }
  Layout laid_out(const std::string& text, const Style& style, double width) const {
    Layout layout(pango_cairo_create_layout(context_));
    const std::unique_ptr<PangoFontDescription, Release> font(
        pango_font_description_from_string("Be Vietnam Pro, Noto Serif, DejaVu Serif, serif"));
    pango_font_description_set_absolute_size(font.get(), style.size_pt * PANGO_SCALE);
    if (style.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    if (style.centred) pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    return layout;
  }
  static double height_of(const Layout& layout) {
    int height = 0;
    pango_layout_get_size(layout.get(), nullptr, &height);
    return static_cast<double>(height) / PANGO_SCALE;
  }
  void draw(const Layout& layout, double x, bool red) {
    cairo_set_source_rgb(context_, red ? 0.67 : 0.0, 0.0, 0.0);
    cairo_move_to(context_, x, y_);
    pango_cairo_show_layout(context_, layout.get());
  }

  cairo_t* context_;
  std::string watermark_;
  double y_ = kTop;
  int number_ = 0;
};

/// Columns share the width by the longest text in them, within bounds.
std::vector<double> column_widths(const PaperTable& table, Language language) {
  std::vector<double> weights;
  for (const auto& column : table.columns)
    weights.push_back(std::clamp(static_cast<double>(column.in(language).size()), 6.0, 30.0));
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < std::min(row.cells.size(), weights.size()); ++i)
      weights[i] =
          std::max(weights[i], std::min(static_cast<double>(row.cells[i].in(language).size()), 40.0));
  }
  weights.push_back(24.0);  // the source
  double sum = 0.0;
  for (const double weight : weights) sum += weight;
  for (double& weight : weights) weight *= kTextWidth / sum;
  return weights;
}

void put_table(Pages& pages, const PaperTable& table, Language language) {
  const auto widths = column_widths(table, language);
  if (!table.caption.vi.empty())
    pages.paragraph(table.caption.in(language), {9.5, false, false, false}, 1 * kMm);
  std::vector<std::string> cells;
  for (const auto& column : table.columns) cells.push_back(column.in(language));
  cells.emplace_back(language == Language::kVietnamese ? "Nguồn số liệu" : "Source");
  pages.row(cells, widths, true);
  for (const auto& row : table.rows) {
    cells.assign(widths.size(), "");
    for (std::size_t i = 0; i < std::min(row.cells.size(), table.columns.size()); ++i)
      cells[i] = row.cells[i].in(language);
    cells.back() = row.trace;
    pages.row(cells, widths, false);
  }
  pages.space(3 * kMm);
}

}  // namespace

Result<std::string> to_pdf(const Paper& document, Language language) {
  std::string bytes;
  const std::unique_ptr<cairo_surface_t, Release> surface(
      cairo_pdf_surface_create_for_stream(append, &bytes, kWidth, kHeight));
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE,
                                 document.title.in(language).c_str());
  const std::unique_ptr<cairo_t, Release> context(cairo_create(surface.get()));
  Pages pages(context.get(), document.watermark.in(language));
  pages.paragraph(document.sender.in(language), {11.0, true, false, false}, 1 * kMm);
  pages.paragraph(document.addressee.in(language), {11.0, false, false, false}, 1 * kMm);
  pages.paragraph(document.number + "   " + vietnam_text(document.made), {10.0, false, false, false},
                  6 * kMm);
  pages.paragraph(document.title.in(language), {15.0, true, true, false}, 5 * kMm);
  for (const auto& section : document.sections) {
    pages.keep_together(20 * kMm);
    pages.paragraph(section.heading.in(language), {12.5, true, false, false}, 1.5 * kMm);
    for (const auto& words : section.paragraphs)
      pages.paragraph(words.in(language), {11.0, false, false, false}, 2 * kMm);
    for (const auto& table : section.tables) put_table(pages, table, language);
  }
  pages.finish();
  cairo_surface_finish(surface.get());
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS)
    return fail(ErrorCode::kUnavailable, cairo_status_to_string(cairo_surface_status(surface.get())));
  return bytes;
}

}  // namespace sb::gateway
