"""The peer that most people write: FastAPI, pydantic and onnxruntime, lists in and lists out."""

import os

import numpy as np
import onnxruntime as ort
from fastapi import FastAPI
from pydantic import BaseModel

options = ort.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
session = ort.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])
input_name = session.get_inputs()[0].name
app = FastAPI()


class Rows(BaseModel):
    inputs: list[list[float]]


class Predictions(BaseModel):
    predictions: list
    probabilities: list


def plain(value: object) -> list:
    return value.tolist() if hasattr(value, "tolist") else value


@app.post("/predict", response_model=Predictions)
async def predict(rows: Rows) -> Predictions:
    labels, probabilities = session.run(None, {input_name: np.asarray(rows.inputs, np.float32)})
    return Predictions(predictions=plain(labels), probabilities=plain(probabilities))
