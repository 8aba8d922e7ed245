#pragma once
// From what a client sent or named to a staged folder: `model.onnx` alone, or an MLflow model.

#include "deploy/models/artifact_store.hpp"
#include "deploy/models/model_archive.hpp"
#include "platform/api/exchange.hpp"

namespace ontos {

/// An uploaded file is moved if it is a model, unpacked if it is an archive.
void stage_upload(const api::UploadedFile& upload, StagedFolder& into, const ModelLimits& limits);

/// An open file or folder (of ModelRoots, or of the program itself) is copied.
void stage_opened(const Descriptor& opened, StagedFolder& into, const ModelLimits& limits);

}  // namespace ontos
