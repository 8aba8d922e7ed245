// From the memory of a batch to counts, without a copy.
#include "monitor/drift/live_profile.hpp"

#include <algorithm>
#include <cmath>

#include "deploy/inference/element.hpp"
#include "deploy/inference/half.hpp"

namespace ontos {
namespace {

FeatureRole role_of(BatchColumn::Role role) {
    switch (role) {
        case BatchColumn::Role::input:
            return FeatureRole::input;
        case BatchColumn::Role::prediction:
            return FeatureRole::prediction;
        case BatchColumn::Role::score:
            break;
    }
    return FeatureRole::score;
}

/// FNV-1a.
std::uint32_t hash_of(std::string_view text) {
    std::uint32_t hash = 2'166'136'261u;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619u;
    return hash;
}

bool has_answer(const PredictionSeen& seen) { return seen.status < 400; }

}  // namespace

LiveProfile::LiveProfile(const ProfiledSeries& series, std::shared_ptr<const ProfileLayout> layout)
    : profile_{layout} {
    const auto inputs = static_cast<std::size_t>(
        std::ranges::count(series.columns, BatchColumn::Role::input, &BatchColumn::role));
    parts_ = static_cast<std::uint32_t>(
        std::max<std::size_t>((inputs + features_at_once - 1) / features_at_once, 1));
    std::uint32_t next_part = 0;
    for (const auto& column : series.columns) {
        const auto part = column.role == BatchColumn::Role::input ? next_part++ % parts_ : 0;
        const auto feature = layout->find(column.name, role_of(column.role));
        if (!feature) continue;
        const bool is_text = column.type == ElementType::string;
        if (is_text != layout->features()[*feature].bins->is_numeric())
            bind(column, *feature, part);
    }
}

void LiveProfile::bind(const BatchColumn& column, std::size_t feature, std::uint32_t part) {
    auto group = std::ranges::find_if(groups_, [&](const Group& known) {
        return known.tensor == column.tensor && known.part == part;
    });
    if (group == groups_.end())
        group = groups_.insert(
            groups_.end(),
            Group{
                column.tensor, column.type, column.role != BatchColumn::Role::input, part, {}, {}});
    group->values.push_back({column.offset, feature});
    if (column.type == ElementType::string) group->columns.push_back(column);
}

void LiveProfile::add(const PredictionSeen& seen) noexcept {
    const auto part = parts_ == 1 ? 0 : hash_of(seen.request_id) % parts_;
    profile_.add_rows(seen.batch->rows());
    for (const auto& group : groups_) {
        if (group.is_result ? !has_answer(seen) : group.part != part) continue;
        if (group.type == ElementType::string)
            add_texts(group, *seen.batch);
        else
            add_group(group, *seen.batch);
    }
}

void LiveProfile::add_texts(const Group& group, const Batch& batch) noexcept {
    for (std::size_t i = 0; i < group.values.size(); ++i)
        for (std::size_t row = 0; row < batch.rows(); ++row)
            profile_.add(group.values[i].feature, batch.text(group.columns[i], row));
}

template <class T, class ToDouble>
void LiveProfile::add_numbers(const Group& group, const T* data, std::size_t width,
                              std::size_t rows, ToDouble to_double) noexcept {
    for (std::size_t row = 0; row < rows; ++row, data += width)
        for (const auto& value : group.values) {
            const double number = to_double(data[value.offset]);
            auto& counts = profile_.counts(value.feature);
            if (std::isnan(number) && !group.is_result)
                counts.add_null();
            else
                counts.add(number);
        }
}

void LiveProfile::add_group(const Group& group, const Batch& batch) noexcept {
    const auto [data, width] = batch.tensor(group.tensor);
    if (data == nullptr) return;
    const auto as_is = [](auto value) { return static_cast<double>(value); };
    const auto add = [&]<class T>(const T* typed) {
        add_numbers(group, typed, width, batch.rows(), as_is);
    };
    switch (group.type) {
        case ElementType::float32:
            return add(static_cast<const float*>(data));
        case ElementType::float64:
            return add(static_cast<const double*>(data));
        case ElementType::int64:
            return add(static_cast<const std::int64_t*>(data));
        default:
            break;
    }
    // Rare types: one call for each value.
    for (std::size_t row = 0; row < batch.rows(); ++row)
        for (const auto& value : group.values) {
            const double number = element_as_double(group.type, data, row * width + value.offset);
            if (std::isnan(number) && !group.is_result)
                profile_.counts(value.feature).add_null();
            else
                profile_.counts(value.feature).add(number);
        }
}

std::vector<SampledColumn> sampled_columns(const ProfiledSeries& series) {
    std::vector<SampledColumn> columns;
    for (const auto& column : series.columns)
        columns.push_back({column.name, role_of(column.role), column.type});
    return columns;
}

FirstRows::FirstRows(const ProfiledSeries& series)
    : series_{series},
      room_{std::clamp<std::size_t>(200'000 / (series.columns.size() + 1), 1, rows_max)} {}

void FirstRows::add(const PredictionSeen& seen) {
    const auto& batch = *seen.batch;
    for (std::size_t row = 0; row < batch.rows() && rows_ < room_; ++row, ++rows_)
        for (std::size_t i = 0; i < series_.columns.size(); ++i) {
            const auto& column = series_.columns[i];
            const auto at = rows_ * series_.columns.size() + i;
            if (at >= numbers_.size()) {
                numbers_.resize(at + 1);
                texts_.resize(at + 1);
            }
            const auto [data, width] = batch.tensor(column.tensor);
            if (column.type == ElementType::string)
                texts_[at] = batch.text(column, row);
            else
                numbers_[at] = data == nullptr ? std::nan("")
                                               : element_as_double(column.type, data,
                                                                   row * width + column.offset);
        }
}

void FirstRows::copy_to(RowSample& sample) const {
    for (std::size_t row = 0; row < rows_; ++row) {
        sample.next_row();
        for (std::size_t i = 0; i < series_.columns.size(); ++i) {
            const auto at = row * series_.columns.size() + i;
            if (series_.columns[i].type == ElementType::string)
                sample.set(i, std::string_view{texts_[at]});
            else
                sample.set(i, numbers_[at]);
        }
    }
}

void LiveShard::add(const PredictionSeen& seen) {
    auto& side = sides_[active_.load(std::memory_order_acquire)];
    if (side.profile != nullptr)
        side.profile->add(seen);
    else if (has_answer(seen))
        side.first_rows->add(seen);
}

bool LiveShard::Side::is_empty() const {
    return profile != nullptr ? profile->profile().rows() == 0 : first_rows->rows() == 0;
}

void LiveShard::Side::begin(const ProfiledSeries& series,
                            const std::shared_ptr<const ProfileLayout>& layout) {
    if (layout == nullptr) {
        profile.reset();
        first_rows = std::make_unique<FirstRows>(series);
    } else if (profile == nullptr || profile->profile().layout() != layout) {
        profile = std::make_unique<LiveProfile>(series, layout);
        first_rows.reset();
    } else if (!is_empty()) {
        profile->clear();
    }
}

void LiveShard::turn(const std::shared_ptr<const ProfileLayout>& layout) {
    auto& next = turned();
    if (layout == nullptr && next.first_rows != nullptr)
        next.first_rows->clear();
    else
        next.begin(series_, layout);
    active_.store(1 - active_.load(std::memory_order_relaxed), std::memory_order_release);
}

}  // namespace ontos
