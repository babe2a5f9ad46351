from flask import Blueprint

bp = Blueprint("diagnostic", __name__)
