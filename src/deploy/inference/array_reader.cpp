// Lists of lists of numbers become a tensor, and their lengths its shape.
#include "deploy/inference/array_reader.hpp"

namespace ontos {
namespace {

constexpr std::size_t unknown = static_cast<std::size_t>(-1);

template <class Sizes>
std::string shape_text(const Sizes& sizes) {
    std::string out = "[";
    for (const auto size : sizes) {
        if (out.size() > 1) out += ", ";
        out += static_cast<std::int64_t>(size) < 0 ? "any" : std::to_string(size);
    }
    return out + "]";
}

}  // namespace

ArrayReader::ArrayReader(DecodedRows& out, const InputColumn& column, std::size_t first_row,
                         CellPlace place, Mistakes& mistakes)
    : out_{out},
      column_{column},
      place_{place},
      mistakes_{mistakes},
      next_{first_row * out.row_elements(column.tensor)} {
    place_.path = &path_;
}

void ArrayReader::fail(const std::string& problem) {
    is_failed_ = true;
    mistakes_.add(place_, problem);
}

void ArrayReader::leave(std::size_t level, std::size_t count) {
    if (sizes_.size() <= level) sizes_.resize(level + 1, unknown);
    if (sizes_[level] == unknown) sizes_[level] = count;
    if (sizes_[level] != count)
        fail("expected a list as long as the first (" + std::to_string(sizes_[level]) +
             "), found one of " + std::to_string(count));
}

void ArrayReader::read_list(JsonArray list, std::size_t level, int depth) {
    std::size_t count = 0;
    for (auto item : list) {
        enter(count++);
        read(need(item), level + 1, depth + 1);
        exit();
    }
    leave(level, count);
}

void ArrayReader::read(JsonValue value, std::size_t level, int depth) {
    const auto levels_max = column_.cell.size() + 1;
    if (need(value.type()) == JsonType::array) {
        if (level < levels_max) return read_list(need(value.get_array()), level, depth);
        skip(value, depth);
        return fail("expected lists nested at most " + std::to_string(levels_max) +
                    " deep, found a deeper one");
    }
    if (!leaf_level_) leaf_level_ = level;
    if (*leaf_level_ != level) {
        const auto found = found_in(value, depth);
        return fail("expected a list like the others, found " + found);
    }
    auto& tensor = out_.tensors[column_.tensor];
    tensor.reserve(next_ + 1);
    read_cell(value, column_, tensor, next_++, place_, mistakes_, depth);
}

bool ArrayReader::fits(std::size_t outer) {
    const auto& inner = out_.inner[column_.tensor];
    if (*leaf_level_ != inner.size() + outer) return false;
    for (std::size_t i = 0; i < inner.size(); ++i)
        if (inner[i] >= 0 && static_cast<std::size_t>(inner[i]) != sizes_[i + outer]) return false;
    const auto start = sizes_.begin() + static_cast<std::ptrdiff_t>(outer);
    out_.set_inner(column_.tensor, {start, start + static_cast<std::ptrdiff_t>(inner.size())});
    return true;
}

std::optional<ArrayReader::Found> ArrayReader::finish() {
    path_.clear();
    if (is_failed_) return std::nullopt;
    if (!leaf_level_) {
        if (!sizes_.empty() && sizes_.front() == 0) return Found{true, 0};
        fail("expected values, found empty lists");
        return std::nullopt;
    }
    if (fits(0)) return Found{false, 1};
    if (fits(1)) return Found{true, sizes_.front()};
    sizes_.resize(*leaf_level_);
    fail("expected the shape " + shape_text(out_.inner[column_.tensor]) + " a row, found " +
         shape_text(sizes_));
    return std::nullopt;
}

}  // namespace ontos
