// The reservoir, and how its columns become bins.
#include "monitor/drift/row_sample.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "deploy/inference/half.hpp"
#include "monitor/drift/kept_names.hpp"
#include "platform/sketches/row_counter.hpp"

namespace ontos {
namespace {

constexpr double missing_number = std::numeric_limits<double>::quiet_NaN();

bool is_narrow(ElementType type) {
    return type == ElementType::float32 || type == ElementType::float16;
}

template <class T>
std::vector<double> finite_of(const std::vector<T>& values) {
    std::vector<double> finite;
    finite.reserve(values.size());
    std::ranges::copy_if(values, std::back_inserter(finite),
                         [](T value) { return std::isfinite(value); });
    return finite;
}

/// NaN counts as missing.
template <class T>
void count_numbers(std::span<const T> values, sketches::FeatureCounts& into) {
    const auto& bins = into.bins();
    sketches::CountedLane<T> lane{bins, 0, bins.null()};
    sketches::count_rows(std::span{&lane, 1}, values.data(), 1, values.size());
    into.merge(std::span{lane.counts}.first(bins.bin_count()), lane.sums);
}

}  // namespace

std::size_t RowSample::rows_within(std::span<const SampledColumn> columns, std::size_t bytes) {
    std::size_t row_bytes = 1;
    for (const auto& column : columns)
        row_bytes += is_narrow(column.type) || column.type == ElementType::string ? 4 : 8;
    return std::max<std::size_t>(bytes / row_bytes, 1);
}

RowSample::RowSample(std::vector<SampledColumn> columns, std::size_t rows_max)
    : columns_{std::move(columns)}, rows_max_{rows_max} {
    for (const auto& column : columns_) {
        if (column.type == ElementType::string)
            values_.emplace_back(Texts{});
        else if (is_narrow(column.type))
            values_.emplace_back(std::vector<float>{});
        else
            values_.emplace_back(std::vector<double>{});
    }
}

void RowSample::next_row() {
    ++rows_seen_;
    if (rows_kept_ < rows_max_) {
        row_ = rows_kept_++;
        for (auto& values : values_)
            std::visit(
                [](auto& list) {
                    if constexpr (requires { list.rows; })
                        list.rows.push_back(Texts::missing);
                    else
                        list.push_back(static_cast<float>(missing_number));
                },
                values);
        return;
    }
    const auto place = random_() % rows_seen_;
    row_ = place < rows_max_ ? static_cast<std::size_t>(place) : none;
    if (row_ == none) return;
    for (auto& values : values_)
        std::visit(
            [&](auto& list) {
                if constexpr (requires { list.rows; })
                    list.rows[row_] = Texts::missing;
                else
                    list[row_] = static_cast<float>(missing_number);
            },
            values);
}

void RowSample::put(std::size_t column, double value) {
    if (auto* narrow = std::get_if<std::vector<float>>(&values_[column]))
        (*narrow)[row_] = columns_[column].type == ElementType::float16
                              ? float_of_half(half_of(value))
                              : static_cast<float>(value);
    else
        std::get<std::vector<double>>(values_[column])[row_] = value;
}

void RowSample::put(std::size_t column, std::string_view text) {
    auto& texts = std::get<Texts>(values_[column]);
    const auto found = texts.numbers.find(std::string{text});
    if (found != texts.numbers.end()) {
        texts.rows[row_] = found->second;
    } else if (texts.names.size() >= names_max) {
        texts.rows[row_] = Texts::too_many;
    } else {
        const auto number = static_cast<std::uint32_t>(texts.names.size()) + Texts::first;
        texts.names.emplace_back(text);
        texts.numbers.emplace(text, number);
        texts.rows[row_] = number;
    }
}

void RowSample::redact_names(const Redactor& redactor) {
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        auto* texts = std::get_if<Texts>(&values_[column]);
        if (texts == nullptr) continue;
        Texts redacted;
        std::vector<std::uint32_t> numbers{Texts::missing, Texts::too_many};
        for (const auto& name : texts->names) {
            auto kept = kept_name(redactor, columns_[column].name, name);
            const auto next = static_cast<std::uint32_t>(redacted.names.size()) + Texts::first;
            const auto [known, is_new] = redacted.numbers.try_emplace(kept, next);
            if (is_new) redacted.names.push_back(std::move(kept));
            numbers.push_back(known->second);
        }
        redacted.rows = std::move(texts->rows);
        for (auto& number : redacted.rows) number = numbers[number];
        *texts = std::move(redacted);
    }
}

double RowSample::number(std::size_t column, std::size_t row) const {
    if (const auto* narrow = std::get_if<std::vector<float>>(&values_[column]))
        return double{(*narrow)[row]};
    return std::get<std::vector<double>>(values_[column])[row];
}

std::optional<std::string_view> RowSample::text(std::size_t column, std::size_t row) const {
    const auto& texts = std::get<Texts>(values_[column]);
    const auto number = texts.rows[row];
    if (number < Texts::first) return std::nullopt;
    return texts.names[number - Texts::first];
}

std::shared_ptr<const sketches::FeatureBins> RowSample::bins_of(
    std::size_t column, std::uint64_t counted_rows_min) const {
    using sketches::FeatureBins;
    if (const auto* texts = std::get_if<Texts>(&values_[column])) {
        std::vector<sketches::NameCount> names;
        for (const auto& name : texts->names) names.push_back({name, 0});
        bool has_too_many = false;
        for (const auto number : texts->rows) {
            has_too_many |= number == Texts::too_many;
            if (number >= Texts::first) ++names[number - Texts::first].count;
        }
        std::erase_if(names, [](const auto& name) { return name.count == 0; });
        if (names.empty()) return nullptr;
        auto bins = FeatureBins::of_names(std::move(names), counted_rows_min);
        if (!has_too_many) return std::make_shared<const FeatureBins>(std::move(bins));
        auto rules = bins.rules();
        rules.knows_all_names = false;
        return std::make_shared<const FeatureBins>(std::move(rules));
    }
    const auto* narrow = std::get_if<std::vector<float>>(&values_[column]);
    const auto values = narrow != nullptr
                            ? finite_of(*narrow)
                            : finite_of(std::get<std::vector<double>>(values_[column]));
    if (values.empty()) return nullptr;
    return std::make_shared<const FeatureBins>(FeatureBins::of_values(values));
}

void RowSample::count(std::size_t column, std::size_t feature, Profile& into) const {
    auto& counts = into.counts(feature);
    if (const auto* narrow = std::get_if<std::vector<float>>(&values_[column]))
        return count_numbers<float>(*narrow, counts);
    if (const auto* wide = std::get_if<std::vector<double>>(&values_[column]))
        return count_numbers<double>(*wide, counts);
    for (std::size_t row = 0; row < rows_kept_; ++row) {
        const auto name = text(column, row);
        const auto number = std::get<Texts>(values_[column]).rows[row];
        if (name)
            into.add(feature, *name);
        else if (number == Texts::missing)
            counts.add_null();
        else
            counts.add(std::string_view{"\xff"});  // no name, so that it counts as `other`
    }
}

std::vector<ProfiledFeature> RowSample::make_features(std::uint64_t counted_rows_min) const {
    std::vector<ProfiledFeature> features;
    for (std::size_t i = 0; i < columns_.size(); ++i)
        if (auto bins = bins_of(i, counted_rows_min))
            features.push_back({columns_[i].name, columns_[i].role, std::move(bins)});
    return features;
}

void RowSample::count_into(Profile& profile) const {
    for (std::size_t i = 0; i < columns_.size(); ++i)
        if (const auto feature = profile.layout()->find(columns_[i].name, columns_[i].role))
            count(i, *feature, profile);
}

Profile RowSample::count_by(std::shared_ptr<const ProfileLayout> layout) const {
    Profile profile{std::move(layout)};
    profile.add_rows(rows_kept_);
    count_into(profile);
    return profile;
}

}  // namespace ontos
