// What is wrong with a query, collected with places and said in words.
#include "deploy/inference/mistakes.hpp"

namespace ontos {

std::string sentence(std::string_view text) {
    while (text.ends_with('.')) text.remove_suffix(1);
    return std::string{text} + '.';
}

std::string pointer_token(std::string_view name) { return json_pointer_segment(shortened(name)); }

std::string CellPlace::where() const {
    std::string out{base};
    const auto add_row = [&] {
        if (row != none) out += "/" + std::to_string(row);
    };
    if (!column_first) add_row();
    if (position != none)
        out += "/" + std::to_string(position);
    else if (column)
        out += "/" + pointer_token(column->name);
    if (column_first) add_row();
    if (path)
        for (const auto index : *path) out += "/" + std::to_string(index);
    return out;
}

std::string CellPlace::said() const {
    std::string out;
    if (row != none) out = "row " + std::to_string(row);
    if (column) out += (out.empty() ? "column '" : ", column '") + shortened(column->name) + "'";
    if (path && !path->empty()) {
        out += out.empty() ? "at " : ", at ";
        for (const auto index : *path) out += "[" + std::to_string(index) + "]";
    }
    return out.empty() ? "the input" : out;
}

Failure invalid_input(std::string where, std::string what) {
    return Failure{FailureKind::invalid, "The input does not fit the model: " + what + "."}
        .code("invalid_input")
        .violations({{std::move(where), std::move(what)}});
}

void Mistakes::add(std::string where, std::string what) {
    list_.push_back({std::move(where), std::move(what)});
    if (list_.size() >= mistakes_max) throw_if_any();
}

void Mistakes::add(const CellPlace& place, std::string_view problem) {
    add(place.where(), place.said() + ": " + std::string{problem});
}

void Mistakes::throw_if_any() {
    if (list_.empty()) return;
    auto message = "The input does not fit the model: " + list_.front().what + ".";
    if (list_.size() > 1) message += " There are " + std::to_string(list_.size()) + " mistakes.";
    if (list_.size() >= mistakes_max) message += " Reading stopped there.";
    throw Failure{FailureKind::invalid, std::move(message)}
        .code("invalid_input")
        .violations(std::move(list_));
}

}  // namespace ontos
