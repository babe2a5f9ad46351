from flask import Blueprint

bp = Blueprint("renewals", __name__)
